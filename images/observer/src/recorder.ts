import { createServer, type Server, type Socket } from "node:net";
import type { LabEvent } from "../../../schema/event.ts";
import type { OperationRecord } from "../../../schema/operation.ts";
import { type Authorization, tokenInHello } from "./authorization.ts";
import { createRefusals, type Refusal, type Refusals } from "./refusals.ts";
import {
	answerTo,
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

export interface Recorder {
	listen(host: string, port: number): Promise<void>;
	/** The port that was bound. */
	port(): number;
	/** What an earlier observer stored, so that it isn't stored twice. */
	remember(stored: OperationRecord | LabEvent): void;
	connections(): number;
	/** Each once, however many connections it has. */
	connected(): ConnectedProcess[];
	/** Records of a process that are in the file. */
	stored(pod: string, process: number): number;
	/** Messages that never came, of all streams. */
	gaps(): number;
	close(): Promise<void>;
}

interface Connection {
	socket: Socket;
	/** Where it comes from; a closed socket no longer knows. */
	host: string | undefined;
	/** Whose it is; null before its first line. */
	from: Hello | null;
	/** `seq`s that it brought and that aren't acknowledged. */
	unanswered: number[];
	isAnswering: boolean;
	/** Why something that it waits for wasn't stored. */
	whyNot: string;
	/** It was closed here. */
	isHungUp: boolean;
}

const longestLineBytes = 64 * 1024;
const mostConnections = 1000;
const mostStreams = 100_000;
const mostPendingBytes = 16 * 1024 * 1024;

/**
 * Takes the operation histories and events of the application's processes: lines of JSON over TCP, each acknowledged
 * once it and everything that was received before it is stored, stored once however often it is sent. What couldn't be stored
 * closes the connection, and is taken when it comes again.
 */
export function createRecorder(sinks: RecorderSinks): Recorder {
	const {
		tell = (event: LabEvent) => void sinks.event(event).catch(() => {}),
		refusals = createRefusals({ clock: sinks.clock, tell }),
	} = sinks;
	const streams = new Map<string, Stream>();
	const connections = new Set<Connection>();
	/** The same, by their process. */
	const connectionsOf = new Map<string, Set<Connection>>();
	let gapsTold = 0;
	let closing = false;

	const server: Server = createServer({ noDelay: true }, serve);
	server.maxConnections = mostConnections;

	function serve(socket: Socket): void {
		const connection: Connection = {
			socket,
			host: socket.remoteAddress?.replace(/^::ffff:(?=[\d.]+$)/, ""),
			from: null,
			unanswered: [],
			isAnswering: false,
			whyNot: "an earlier message isn't stored",
			isHungUp: false,
		};
		connections.add(connection);
		let rest = "";
		socket.setEncoding("utf8");
		socket.on("error", () => {});
		socket.on("close", () => left(connection));
		socket.on("data", (chunk: string) => {
			const received = sinks.clock();
			const lines = (rest + chunk).split("\n");
			rest = lines.pop() ?? "";
			if (rest.length > longestLineBytes) {
				return refuse(connection, "not-understood", "a line is longer than 64 KiB");
			}
			for (const line of lines) {
				if (line !== "") take(connection, line, received);
				if (socket.destroyed) return;
			}
			if (connection.unanswered.length === 0) return;
			answerSoon(connection);
			if (sinks.pendingBytes() > mostPendingBytes) socket.pause();
		});
	}

	function take(connection: Connection, line: string, received: number): void {
		try {
			if (connection.from === null) {
				const refusal = sinks.authorization?.refusal(tokenInHello(line), "records");
				if (refusal) {
					const { error } = refusal;
					connection.socket.write(`${JSON.stringify({ error })}\n`);
					refuse(connection, "not-understood", error);
					return;
				}
				greet(connection, parseHello(line));
			} else takeMessage(connection, connection.from, line, received);
		} catch (error) {
			refuse(connection, "not-understood", (error as Error).message);
		}
	}

	function greet(connection: Connection, from: Hello): void {
		connection.from = from;
		const key = keyOf(from);
		const others = connectionsOf.get(key);
		if (others) others.add(connection);
		else connectionsOf.set(key, new Set([connection]));
		const stream = streams.get(key);
		if (!stream && streams.size >= mostStreams) {
			refuse(connection, "too-many", "too many processes were recorded already");
		} else if (stream && from.from !== undefined) {
			const { missing } = sendsFrom(stream, from.from);
			tellGap(from, missing, `before number ${from.from} were given up`);
		}
	}

	function takeMessage(connection: Connection, from: Hello, line: string, received: number): void {
		const message = parseMessage(line);
		const { seq } = message;
		const sender = "record" in message ? message.record : message.event;
		if (sender.pod !== from.pod || sender.process !== from.process) {
			throw new Error("a message names another process than its connection");
		}
		const stream = streamOf(from, newStream);
		stream.from = Math.max(stream.from, from.from ?? 0);
		const verdict = receive(stream, message);
		if (verdict.kind === "conflict") {
			refuse(connection, "conflict", `message ${seq} has the number of another record, which is there already`);
			return;
		}
		connection.unanswered.push(seq);
		if (verdict.kind === "known") return;
		const { content, missing } = verdict;
		tellGap(from, missing, `before number ${seq} never came`);
		store(message, received).then(
			() => {
				settle(stream, message, content, true);
				answerAll(from);
			},
			(error: Error) => {
				const { missing } = settle(stream, message, content, false);
				refusals.refuse("not-stored", error.message, from);
				tellGap(from, missing, `up to number ${seq} were given up`);
				answerAll(from, error.message);
			},
		);
	}

	async function store(message: Message, received: number): Promise<void> {
		await ("record" in message
			? sinks.record({ ...message.record, received })
			: sinks.event({ time: received, ...message.event }));
	}

	function tellGap({ pod, process }: Hello, missing: number, what: string): void {
		if (missing === 0) return;
		gapsTold += missing;
		tell({
			time: sinks.clock(),
			source: "observer",
			event: "gap",
			pod,
			process,
			detail: `${missing} messages ${what}`,
		});
	}

	/** Something of a process was stored, or wasn't: each of its connections may be told more than before. */
	function answerAll(process: Hello, whyNot?: string): void {
		for (const connection of connectionsOf.get(keyOf(process)) ?? []) {
			connection.whyNot = whyNot ?? connection.whyNot;
			answerSoon(connection);
		}
	}

	/** Once for everything that is settled in the same turn of the event loop. */
	function answerSoon(connection: Connection): void {
		if (connection.isAnswering) return;
		connection.isAnswering = true;
		setImmediate(() => {
			connection.isAnswering = false;
			answer(connection);
		});
	}

	function answer(connection: Connection): void {
		const { socket, from, unanswered } = connection;
		const stream = from && streams.get(keyOf(from));
		if (!stream || socket.destroyed) return;
		const { acknowledge, isRefused } = answerTo(stream, unanswered);
		if (acknowledge !== null) {
			connection.unanswered = unanswered.filter((seq) => seq > acknowledge);
			socket.write(`${JSON.stringify({ ack: acknowledge })}\n`);
		}
		if (isRefused) {
			hangUp(connection, connection.whyNot);
		} else if (connection.unanswered.length === 0 || sinks.pendingBytes() <= mostPendingBytes) {
			socket.resume();
		}
	}

	function refuse(connection: Connection, kind: Refusal, reason: string): void {
		// Whoever hasn't said who it is may be anybody, and no process of the laboratory misses a record.
		if (connection.from) refusals.refuse(kind, reason, connection.from);
		hangUp(connection, reason);
	}

	function hangUp(connection: Connection, reason: string): void {
		const { socket, host, from } = connection;
		connection.isHungUp = true;
		sinks.refused?.(`${from?.pod ?? host}: connection closed: ${reason}`);
		socket.destroy();
	}

	function left(connection: Connection): void {
		connections.delete(connection);
		const { from, isHungUp } = connection;
		if (from === null) return;
		const key = keyOf(from);
		const others = connectionsOf.get(key);
		others?.delete(connection);
		if (others && others.size > 0) return;
		connectionsOf.delete(key);
		const stream = streams.get(key);
		if (closing || isHungUp || !stream || stream.confirmed) return;
		sinks.leftUnconfirmed?.(processOf(connection, from));
	}

	function processOf({ host }: Connection, from: Hello): ConnectedProcess {
		const { pod, process, port } = from;
		return {
			pod,
			process,
			address: host !== undefined && port !== undefined ? { host, port } : null,
			hasTold: streams.has(keyOf(from)),
		};
	}

	function streamOf(process: Pick<Hello, "pod" | "process">, make: () => Stream): Stream {
		const key = keyOf(process);
		let stream = streams.get(key);
		if (!stream) {
			stream = make();
			streams.set(key, stream);
		}
		return stream;
	}

	return {
		listen: (host, port) =>
			new Promise((resolve, reject) => {
				server.once("error", reject);
				server.listen(port, host, () => {
					server.off("error", reject);
					resolve();
				});
			}),
		port() {
			const address = server.address();
			return typeof address === "object" && address !== null ? address.port : 0;
		},
		remember(stored) {
			const { pod, process } = stored;
			if (pod === undefined || process === undefined) return;
			const isMessage = "number" in stored || stored.source === "application";
			if (isMessage) remember(streamOf({ pod, process }, rememberedStream), stored);
		},
		connections: () => connections.size,
		connected() {
			return [...connectionsOf.values()].flatMap((its) => {
				const newest = [...its].at(-1);
				return newest?.from ? [processOf(newest, newest.from)] : [];
			});
		},
		stored: (pod, process) => streams.get(keyOf({ pod, process }))?.stored ?? 0,
		gaps() {
			let gaps = gapsTold;
			for (const { holes } of streams.values()) gaps += holes;
			return gaps;
		},
		close: () =>
			new Promise((resolve) => {
				closing = true;
				server.close(() => resolve());
				for (const { socket } of connections) socket.destroy();
			}),
	};
}

function keyOf({ pod, process }: Pick<Hello, "pod" | "process">): string {
	return `${pod}@${process}`;
}
