import { z } from "zod";
import { type LabEvent, labEvent } from "../../../schema/event.ts";
import { type OperationRecord, operationRecord } from "../../../schema/operation.ts";
import { type Fingerprints, fingerprintOf, fingerprints } from "./fingerprints.ts";

/** First line of a connection: whose messages follow. */
const hello = z.object({
	hello: z.object({
		pod: z.string().min(1).max(253),
		process: z.number().positive(),
		mode: z.string().max(64),
		/** Where it answers `GET /history`, at the address that it connects from; absent: nowhere. */
		port: z.int().min(1).max(65_535).optional(),
		/** The first `seq` that it still has: nothing before comes again. Absent: nothing is lost. */
		from: z.int().nonnegative().optional(),
	}),
});
export type Hello = z.infer<typeof hello>["hello"];

const seq = z.int().nonnegative();
const recordMessage = z.strictObject({ seq, record: operationRecord.omit({ received: true }) });
const eventMessage = z.strictObject({
	seq,
	event: labEvent.omit({ time: true }).extend({ source: labEvent.shape.source.extract(["application"]) }),
});
export type Message = z.infer<typeof recordMessage> | z.infer<typeof eventMessage>;

/** @throws Error that says what is wrong with the line */
export function parseHello(line: string): Hello {
	return parse(hello, JSON.parse(line), "the first line is no hello").hello;
}

/** @throws Error that says what is wrong with the line */
export function parseMessage(line: string): Message {
	const value = JSON.parse(line);
	return typeof value === "object" && value !== null && "record" in value
		? parse(recordMessage, value, "a line is no record")
		: parse(eventMessage, value, "a line is no event");
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const why = result.error.issues.map(({ path, message }) => `${path.join(".") || "line"}: ${message}`);
	throw new Error(`${what}: ${why.join("; ")}`);
}

/** What a process has delivered so far. */
export interface Stream {
	/** The next `seq` expected; null after a restart of the observer. */
	nextSeq: number | null;
	/** What the sender still had when it connected last: nothing before comes again. */
	from: number;
	nextNumber: number;
	/** No new record came yet since the observer started again, so numbers tell what is missing. */
	resumes: boolean;
	/** Of the records that are stored or being stored. */
	fingerprints: Fingerprints;
	/** Events that are stored or being stored. */
	events: Set<string>;
	/** What was received and isn't in the file: being stored, or refused; and under which `seq`s. */
	open: Map<Content, { seqs: Set<number>; isRefused: boolean }>;
	/** Records in the file. */
	stored: number;
	/** Numbers below `rememberedNext` that the file lacked as the observer started again. */
	holes: number;
	rememberedNext: number;
	/** The process's last message said how much it has sent. */
	confirmed: boolean;
}

/** Tells a message from its process's others: the record's number, or the event itself. */
export type Content = number | string;

export type Verdict =
	| {
			/** It is stored, or being stored; its `seq` is open until it is. */
			kind: "known";
	  }
	| {
			/** To be stored now; `settle` takes the outcome. */
			kind: "new";
			content: Content;
			/** Records or messages that should have come before this one and never will. */
			missing: number;
	  }
	| {
			/** Another record of the same number is there. */
			kind: "conflict";
	  };

export function newStream(): Stream {
	return { ...rememberedStream(), nextSeq: 0, resumes: false };
}

/** A stream of which only the files are left. */
export function rememberedStream(): Stream {
	return {
		nextSeq: null,
		from: 0,
		nextNumber: 0,
		resumes: true,
		fingerprints: fingerprints(),
		events: new Set(),
		open: new Map(),
		stored: 0,
		holes: 0,
		rememberedNext: 0,
		confirmed: false,
	};
}

type SentEvent = z.infer<typeof eventMessage>["event"];

/** The same in any order of fields. Without a time of its own, an event is told by its `seq`. */
function eventContent(event: SentEvent, seq: number): string {
	const content = eventText(event);
	return event.senderTime === undefined ? `${seq} ${content}` : content;
}

function eventText(event: Record<string, unknown>): string {
	const fields = Object.entries(event).filter(([name, value]) => name !== "time" && value !== undefined);
	return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes what an earlier observer has stored. */
export function remember(stream: Stream, stored: OperationRecord | LabEvent): void {
	if (!("number" in stored)) {
		stream.events.add(eventText(stored));
		if (stored.event === "history-confirmed") stream.confirmed = true;
		return;
	}
	const { number } = stored;
	if (stream.fingerprints.at(number) !== 0) return;
	stream.fingerprints.put(number, fingerprintOf(stored));
	stream.stored++;
	stream.confirmed = false;
	if (number < stream.nextNumber) stream.holes--;
	else {
		stream.holes += number - stream.nextNumber;
		stream.nextNumber = stream.rememberedNext = number + 1;
	}
}

/**
 * What to do with a message; changes the stream accordingly. Within one connection messages come in
 * order, so what is jumped over was dropped by its sender.
 */
export function receive(stream: Stream, received: Message): Verdict {
	const { seq } = received;
	const isFirst = stream.nextSeq === null || seq >= stream.nextSeq;
	const found = lookUp(stream, received);
	const missing = missingBefore(stream, received);
	stream.nextSeq = Math.max(stream.nextSeq ?? 0, seq + 1);
	if (found === "conflict") {
		if (isFirst) {
			const entry = { seqs: new Set([seq]), isRefused: true };
			stream.open.set(conflictAt(seq), entry);
		}
		return { kind: "conflict" };
	}
	const { content, isKnown } = found;
	const open = stream.open.get(content);
	open?.seqs.add(seq);
	stream.open.delete(conflictAt(seq));
	if (isKnown) return { kind: "known" };
	if ("record" in received) {
		const { number } = received.record;
		stream.fingerprints.put(number, fingerprintOf(received.record));
		if (number >= stream.nextNumber) {
			stream.nextNumber = number + 1;
			stream.resumes = false;
		}
		stream.confirmed = false;
	} else {
		stream.events.add(content as string);
	}
	if (open) open.isRefused = false;
	else stream.open.set(content, { seqs: new Set([seq]), isRefused: false });
	return { kind: "new", content, missing };
}

/** A conflict stays open until its `seq` brings something else. */
function conflictAt(seq: number): string {
	return `conflict at ${seq}`;
}

function lookUp(stream: Stream, received: Message): "conflict" | { content: Content; isKnown: boolean } {
	if ("record" in received) {
		const { number } = received.record;
		const there = stream.fingerprints.at(number);
		if (there !== 0 && there !== fingerprintOf(received.record)) return "conflict";
		return { content: number, isKnown: there !== 0 };
	}
	const content = eventContent(received.event, received.seq);
	return {
		content,
		isKnown: stream.events.has(content) || stream.events.has(eventText(received.event)),
	};
}

function missingBefore(stream: Stream, received: Message): number {
	const bySeq = stream.nextSeq === null ? 0 : Math.max(0, received.seq - stream.nextSeq);
	if (!stream.resumes || !("record" in received)) return bySeq;
	return Math.max(bySeq, received.record.number - stream.nextNumber);
}

/** Takes what came of storing a new message: what failed is stored when it comes again. */
export function settle(stream: Stream, received: Message, content: Content, isStored: boolean): { missing: number } {
	const open = stream.open.get(content);
	if (isStored) {
		stream.open.delete(content);
		if ("record" in received) {
			stream.stored++;
			if (received.record.number < stream.rememberedNext) stream.holes--;
		} else if (received.event.event === "history-confirmed") {
			stream.confirmed = true;
		}
		return { missing: 0 };
	}
	if ("record" in received) stream.fingerprints.put(received.record.number, 0);
	else stream.events.delete(content as string);
	if (!open) return { missing: 0 };
	open.isRefused = true;
	return { missing: giveUp(stream, content, open.seqs) };
}

/**
 * Takes from where on the sender still has its messages. What was refused before that never comes
 * again; how many these are is returned.
 */
export function sendsFrom(stream: Stream, from: number): { missing: number } {
	stream.from = Math.max(stream.from, from);
	let missing = 0;
	for (const [content, { seqs, isRefused }] of stream.open) {
		if (isRefused) missing += giveUp(stream, content, seqs);
	}
	return { missing };
}

function giveUp(stream: Stream, content: Content, seqs: ReadonlySet<number>): number {
	if (Math.max(...seqs) >= stream.from) return 0;
	stream.open.delete(content);
	return 1;
}

/**
 * What may be said of messages that a connection brought: up to which `seq` everything that was
 * received is in the file (null: none of these), and whether something refused stands before the
 * others.
 */
export function answerTo(stream: Stream, seqs: readonly number[]): { acknowledge: number | null; isRefused: boolean } {
	let lowestOpen = Number.POSITIVE_INFINITY;
	let lowestRefused = Number.POSITIVE_INFINITY;
	for (const { seqs, isRefused } of stream.open.values()) {
		const lowest = Math.min(...seqs);
		lowestOpen = Math.min(lowestOpen, lowest);
		if (isRefused) lowestRefused = Math.min(lowestRefused, lowest);
	}
	let acknowledge: number | null = null;
	for (const seq of seqs) {
		if (seq < lowestOpen && seq > (acknowledge ?? -1)) acknowledge = seq;
	}
	return { acknowledge, isRefused: seqs.some((seq) => seq >= lowestRefused) };
}
