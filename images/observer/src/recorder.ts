import { createServer, type Server, type Socket } from "node:net";
import type { LabEvent } from "../../../analysis/schema/event.ts";
import type { OperationRecord } from "../../../analysis/schema/operation.ts";
import { type Authorization, tokenInHello } from "./authorization.ts";
import {
	eventKey,
	type Hello,
	type Message,
	newStream,
	parseHello,
	parseMessage,
	receive,
	rememberedStream,
	type Stream,
} from "./streams.ts";

export interface RecorderSinks {
	clock: () => number;
	/** Resolve when stored. */
	record: (record: OperationRecord) => Promise<void>;
	event: (event: LabEvent) => Promise<void>;
	/** Bytes taken and not stored yet. */
	pendingBytes: () => number;
	/** Told why a connection was closed. */
	refused?: (reason: string) => void;
	/** Who may send records; absent: everybody. */
	authorization?: Pick<Authorization, "refusal">;
}

export interface Recorder {
	listen(host: string, port: number): Promise<void>;
	/** The port that was bound. */
	port(): number;
	/** What an earlier observer stored, so that it isn't stored twice. */
	remember(stored: OperationRecord | LabEvent): void;
	connections(): number;
	/** Messages that never came, of all streams. */
	gaps(): number;
	close(): Promise<void>;
}

const longestLineBytes = 64 * 1024;
const mostConnections = 1000;
const mostStreams = 100_000;
const mostPendingBytes = 16 * 1024 * 1024;

/**
 * Takes the operation histories and events of the application's processes: lines of JSON over TCP, each acknowledged
 * once it is stored, stored once however often it is sent.
 */
export function createRecorder(sinks: RecorderSinks): Recorder {
	const streams = new Map<string, Stream>();
	const sockets = new Set<Socket>();
	let gaps = 0;

	function streamOf(
		{ pod, process }: { pod: string; process: number },
		make: () => Stream,
	): Stream {
		const key = `${pod}@${process}`;
		let stream = streams.get(key);
		if (!stream) {
			stream = make();
			streams.set(key, stream);
		}
		return stream;
	}

	const server: Server = createServer({ noDelay: true }, (socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		socket.on("close", () => sockets.delete(socket));
		serve(socket);
	});
	server.maxConnections = mostConnections;

	function serve(socket: Socket): void {
		let rest = "";
		let from: Hello | null = null;
		let acknowledging: Promise<void> = Promise.resolve();
		socket.setEncoding("utf8");
		socket.on("data", (chunk: string) => {
			const received = sinks.clock();
			const lines = (rest + chunk).split("\n");
			rest = lines.pop() ?? "";
			if (rest.length > longestLineBytes) {
				return refuse("a line is longer than 64 KiB");
			}
			const stored: Promise<void>[] = [];
			let last: number | null = null;
			for (const line of lines) {
				if (line === "") continue;
				try {
					if (from === null) {
						const token = tokenInHello(line);
						const refusal = sinks.authorization?.refusal(token, "records");
						if (refusal) {
							socket.write(`${JSON.stringify({ error: refusal.error })}\n`);
							return refuse(refusal.error);
						}
						from = parseHello(line);
						if (streams.size >= mostStreams) {
							return refuse("too many processes were recorded already");
						}
					} else {
						const parsed = parseMessage(line);
						stored.push(...take(from, parsed, received));
						last = parsed.seq;
					}
				} catch (error) {
					return refuse((error as Error).message);
				}
			}
			if (last === null) return;
			const answer = `${JSON.stringify({ ack: last })}\n`;
			acknowledging = Promise.all([acknowledging, ...stored]).then(
				() => {
					socket.write(answer);
					if (socket.isPaused()) socket.resume();
				},
				(error: Error) => refuse(error.message),
			);
			if (sinks.pendingBytes() > mostPendingBytes) socket.pause();
		});

		function refuse(reason: string): void {
			sinks.refused?.(
				`${from?.pod ?? socket.remoteAddress}: connection closed: ${reason}`,
			);
			socket.destroy();
		}
	}

	function take(
		from: Hello,
		parsed: Message,
		received: number,
	): Promise<void>[] {
		const sender = "record" in parsed ? parsed.record : parsed.event;
		if (sender.pod !== from.pod || sender.process !== from.process) {
			throw new Error("a message names another process than its connection");
		}
		const verdict = receive(streamOf(from, newStream), parsed);
		if (verdict.kind === "duplicate") return [];
		const stored: Promise<void>[] = [];
		if (verdict.missing > 0) {
			gaps += verdict.missing;
			stored.push(
				sinks.event({
					time: received,
					source: "observer",
					event: "gap",
					pod: from.pod,
					process: from.process,
					detail: `${verdict.missing} messages before number ${parsed.seq} never came`,
				}),
			);
		}
		stored.push(
			"record" in parsed
				? sinks.record({ ...parsed.record, received })
				: sinks.event({ time: received, ...parsed.event }),
		);
		return stored;
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
			if ("number" in stored) {
				const stream = streamOf(stored, rememberedStream);
				gaps += Math.max(0, stored.number - stream.nextNumber);
				stream.nextNumber = Math.max(stream.nextNumber, stored.number + 1);
			} else if (stored.source === "application") {
				const { pod, process } = stored;
				if (pod === undefined || process === undefined) return;
				streamOf({ pod, process }, rememberedStream).events.add(
					eventKey(stored),
				);
			}
		},
		connections: () => sockets.size,
		gaps: () => gaps,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}
