import { createServer, type Server } from "node:net";
import type { LabEvent } from "../../../schema/event.ts";
import type { OperationRecord } from "../../../schema/operation.ts";
import { type Authorization, tokenInHello } from "./authorization.ts";
import { Connection } from "./connection.ts";
import { createRefusals, type Refusal, type Refusals } from "./refusals.ts";
import {
	type Content,
	type Hello,
	type Message,
	newStream,
	parseHello,
	parseMessage,
	receive,
	remember,
	rememberedStream,
	type Stream,
	sendsFrom,
	settle,
} from "./streams.ts";

export interface RecorderSinks {
	clock: () => number;
	/** Resolve when stored; reject when nothing of it is, nor will be. */
	record: (record: OperationRecord) => Promise<void>;
	event: (event: LabEvent) => Promise<void>;
	/** Bytes taken and not stored yet. */
	pendingBytes: () => number;
	/** Told why a connection was closed. */
	refused?: (reason: string) => void;
	/** Stores an event of the observer itself, now or later; by default as any event. */
	tell?: (event: LabEvent) => void;
	/** Counts and tells what isn't stored; by default with `tell`. */
	refusals?: Refusals;
	/** A process's last connection is gone, and what it told wasn't confirmed by it. */
	leftUnconfirmed?: (process: ConnectedProcess) => void;
	/** Who may send records; absent: everybody. */
	authorization?: Pick<Authorization, "refusal">;
}

/** A process that has a connection. */
export interface ConnectedProcess {
	pod: string;
	process: number;
	/** Where it answers `GET /history`; null: nowhere. */
	address: { host: string; port: number } | null;
	/** Anything came of it. */
	hasTold: boolean;
}

const mostConnections = 1000;
const mostStreams = 100_000;

/** Makes a recorder that listens nowhere yet. */
export function createRecorder(sinks: RecorderSinks): Recorder {
	return new Recorder(sinks);
}

/**
 * Takes the operation histories and events of the application's processes: lines of JSON over TCP,
 * each acknowledged once it and everything that was received before it is stored, stored once
 * however often it is sent. What couldn't be stored closes the connection, and is taken when it
 * comes again.
 */
export class Recorder {
	readonly #sinks: RecorderSinks;
	readonly #tell: (event: LabEvent) => void;
	readonly #refusals: Refusals;
	readonly #server: Server;
	readonly #streams = new Map<string, Stream>();
	readonly #connections = new Set<Connection>();
	/** The same, by their process; the newest last. */
	readonly #connectionsOf = new Map<string, Set<Connection>>();
	#gapsTold = 0;
	#closing = false;

	constructor(sinks: RecorderSinks) {
		this.#sinks = sinks;
		this.#tell = sinks.tell ?? ((event) => void sinks.event(event).catch(() => {}));
		this.#refusals = sinks.refusals ?? createRefusals({ clock: sinks.clock, tell: this.#tell });
		const handlers = {
			clock: sinks.clock,
			onLine: (from: Connection, line: string, received: number) => this.#take(from, line, received),
			onTooLong: (from: Connection, reason: string) => this.#refuse(from, "not-understood", reason),
			onHungUp: ({ from, host }: Connection, reason: string) =>
				sinks.refused?.(`${from?.pod ?? host}: connection closed: ${reason}`),
			onClosed: (left: Connection) => this.#left(left),
			streamOf: (from: Hello) => this.#streams.get(keyOf(from)),
			pendingBytes: sinks.pendingBytes,
		};
		this.#server = createServer({ noDelay: true }, (socket) => {
			this.#connections.add(new Connection(socket, handlers));
		});
		this.#server.maxConnections = mostConnections;
	}

	listen(host: string, port: number): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#server.once("error", reject);
			this.#server.listen(port, host, () => {
				this.#server.off("error", reject);
				resolve();
			});
		});
	}

	/** The port that was bound. */
	port(): number {
		const address = this.#server.address();
		return typeof address === "object" && address !== null ? address.port : 0;
	}

	/** What an earlier observer stored, so that it isn't stored twice. */
	remember(stored: OperationRecord | LabEvent): void {
		const { pod, process } = stored;
		if (pod === undefined || process === undefined) return;
		const isMessage = "number" in stored || stored.source === "application";
		if (isMessage) remember(this.#streamOf({ pod, process }, rememberedStream), stored);
	}

	connections(): number {
		return this.#connections.size;
	}

	/** Each once, however many connections it has. */
	connected(): ConnectedProcess[] {
		return [...this.#connectionsOf.values()].flatMap((its) => {
			const newest = [...its].at(-1);
			return newest?.from ? [this.#processOf(newest, newest.from)] : [];
		});
	}

	/** Records of a process that are in the file. */
	stored(pod: string, process: number): number {
		return this.#streams.get(keyOf({ pod, process }))?.stored ?? 0;
	}

	/** Messages that never came, of all streams. */
	gaps(): number {
		let gaps = this.#gapsTold;
		for (const { holes } of this.#streams.values()) gaps += holes;
		return gaps;
	}

	close(): Promise<void> {
		return new Promise((resolve) => {
			this.#closing = true;
			this.#server.close(() => resolve());
			for (const connection of this.#connections) connection.end();
		});
	}

	#take(connection: Connection, line: string, received: number): void {
		try {
			if (connection.from === null) this.#greet(connection, line);
			else this.#takeMessage(connection, connection.from, line, received);
		} catch (error) {
			this.#refuse(connection, "not-understood", (error as Error).message);
		}
	}

	#greet(connection: Connection, line: string): void {
		const refusal = this.#sinks.authorization?.refusal(tokenInHello(line), "records");
		if (refusal) {
			connection.say({ error: refusal.error });
			throw new Error(refusal.error);
		}
		const from = parseHello(line);
		connection.from = from;
		const key = keyOf(from);
		const others = this.#connectionsOf.get(key);
		if (others) others.add(connection);
		else this.#connectionsOf.set(key, new Set([connection]));
		const stream = this.#streams.get(key);
		if (!stream && this.#streams.size >= mostStreams) {
			this.#refuse(connection, "too-many", "too many processes were recorded already");
		} else if (stream && from.from !== undefined) {
			const { missing } = sendsFrom(stream, from.from);
			this.#tellGap(from, missing, `before number ${from.from} were given up`);
		}
	}

	#takeMessage(connection: Connection, from: Hello, line: string, received: number): void {
		const message = parseMessage(line);
		const { seq } = message;
		const sender = "record" in message ? message.record : message.event;
		if (sender.pod !== from.pod || sender.process !== from.process) {
			throw new Error("a message names another process than its connection");
		}
		const stream = this.#streamOf(from, newStream);
		stream.from = Math.max(stream.from, from.from ?? 0);
		const verdict = receive(stream, message);
		if (verdict.kind === "conflict") {
			this.#refuse(connection, "conflict", `message ${seq} has the number of another record, which is there already`);
			return;
		}
		connection.brought(seq);
		if (verdict.kind === "known") return;
		this.#tellGap(from, verdict.missing, `before number ${seq} never came`);
		void this.#store(stream, from, message, verdict.content, received);
	}

	async #store(stream: Stream, from: Hello, message: Message, content: Content, received: number): Promise<void> {
		try {
			await ("record" in message
				? this.#sinks.record({ ...message.record, received })
				: this.#sinks.event({ time: received, ...message.event }));
			settle(stream, message, content, true);
			this.#answerAll(from);
		} catch (error) {
			const reason = (error as Error).message;
			const { missing } = settle(stream, message, content, false);
			this.#refusals.refuse("not-stored", reason, from);
			this.#tellGap(from, missing, `up to number ${message.seq} were given up`);
			this.#answerAll(from, reason);
		}
	}

	#tellGap({ pod, process }: Hello, missing: number, what: string): void {
		if (missing === 0) return;
		this.#gapsTold += missing;
		const detail = `${missing} messages ${what}`;
		this.#tell({ time: this.#sinks.clock(), source: "observer", event: "gap", pod, process, detail });
	}

	/** Something was stored, or wasn't: each of its process's connections may be told more. */
	#answerAll(process: Hello, whyNot?: string): void {
		for (const connection of this.#connectionsOf.get(keyOf(process)) ?? []) {
			connection.whyNot = whyNot ?? connection.whyNot;
			connection.answerSoon();
		}
	}

	#refuse(connection: Connection, kind: Refusal, reason: string): void {
		// Whoever hasn't said who it is may be anybody, and no process of the laboratory misses a
		// record.
		if (connection.from) this.#refusals.refuse(kind, reason, connection.from);
		connection.hangUp(reason);
	}

	#left(connection: Connection): void {
		this.#connections.delete(connection);
		const { from, isHungUp } = connection;
		if (from === null) return;
		const key = keyOf(from);
		const others = this.#connectionsOf.get(key);
		others?.delete(connection);
		if (others && others.size > 0) return;
		this.#connectionsOf.delete(key);
		const stream = this.#streams.get(key);
		if (this.#closing || isHungUp || !stream || stream.confirmed) return;
		this.#sinks.leftUnconfirmed?.(this.#processOf(connection, from));
	}

	#processOf({ host }: Connection, from: Hello): ConnectedProcess {
		const { pod, process, port } = from;
		const address = host !== undefined && port !== undefined ? { host, port } : null;
		return { pod, process, address, hasTold: this.#streams.has(keyOf(from)) };
	}

	#streamOf(process: Pick<Hello, "pod" | "process">, make: () => Stream): Stream {
		const key = keyOf(process);
		const stream = this.#streams.get(key) ?? make();
		this.#streams.set(key, stream);
		return stream;
	}
}

function keyOf({ pod, process }: Pick<Hello, "pod" | "process">): string {
	return `${pod}@${process}`;
}
