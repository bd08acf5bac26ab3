import { z } from "zod";
import { labEvent } from "../../../analysis/schema/event.ts";
import { operationRecord } from "../../../analysis/schema/operation.ts";

/** First line of a connection: whose messages follow. */
const hello = z.object({
	hello: z.object({
		pod: z.string().min(1).max(253),
		process: z.number().positive(),
		mode: z.string().max(64),
	}),
});
export type Hello = z.infer<typeof hello>["hello"];

const seq = z.int().nonnegative();
const recordMessage = z.strictObject({
	seq,
	record: operationRecord.omit({ received: true }),
});
const eventMessage = z.strictObject({
	seq,
	event: labEvent
		.omit({ time: true })
		.extend({ source: labEvent.shape.source.extract(["application"]) }),
});
export type Message =
	| z.infer<typeof recordMessage>
	| z.infer<typeof eventMessage>;

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
	const why = result.error.issues.map(
		({ path, message }) => `${path.join(".") || "line"}: ${message}`,
	);
	throw new Error(`${what}: ${why.join("; ")}`);
}

/** What a process has delivered so far. */
export interface Stream {
	/** The next `seq` expected; null after a restart of the observer, which only kept records and events. */
	nextSeq: number | null;
	nextNumber: number;
	/** Events of the process, by what tells them apart. */
	events: Set<string>;
}

export type Verdict =
	| { kind: "duplicate" }
	| {
			kind: "new";
			/** Records or messages that should have come before this one and never will. */
			missing: number;
	  };

export function newStream(): Stream {
	return { nextSeq: 0, nextNumber: 0, events: new Set() };
}

/** A stream of which only the files are left. */
export function rememberedStream(): Stream {
	return { nextSeq: null, nextNumber: 0, events: new Set() };
}

export function eventKey(event: {
	event: string;
	senderTime?: number | undefined;
}): string {
	return `${event.event}@${event.senderTime}`;
}

/**
 * Whether a message is new, and how many before it are lost; changes the stream accordingly. Within one connection
 * messages come in order, so what is jumped over was dropped by its sender.
 */
export function receive(stream: Stream, received: Message): Verdict {
	if (stream.nextSeq !== null && received.seq < stream.nextSeq) {
		return { kind: "duplicate" };
	}
	let missing = stream.nextSeq === null ? 0 : received.seq - stream.nextSeq;
	const known = stream.nextSeq !== null;
	stream.nextSeq = received.seq + 1;
	if ("record" in received) {
		const { number } = received.record;
		if (number < stream.nextNumber) return { kind: "duplicate" };
		if (!known) missing = number - stream.nextNumber;
		stream.nextNumber = number + 1;
	} else {
		const key = eventKey(received.event);
		if (stream.events.has(key)) return { kind: "duplicate" };
		stream.events.add(key);
	}
	return { kind: "new", missing };
}
