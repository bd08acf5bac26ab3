import { connect, type Socket } from "node:net";
import type { LabEvent } from "../../../schema/event.ts";
import type { SentRecord } from "./history.ts";
import { type RetryPolicy, retryDelaySeconds } from "./retry.ts";

/** An event as the application sends it; the observer adds its time. */
export type SentEvent = Omit<LabEvent, "time">;
export type Message = { record: SentRecord } | { event: SentEvent };

export interface Recorder {
	/** Takes a message at once; it is sent, and sent again after a broken connection, in the background. */
	send(message: Message): void;
	/** Waits until everything is stored by the recorder, at most so long, and hangs up. */
	close(timeoutSeconds: number): Promise<void>;
}

export interface RecorderOptions {
	host: string;
	port: number;
	hello: {
		pod: string;
		process: number;
		mode: string;
		/** Where this process answers `GET /history`. */
		port?: number;
	};
	/** What shows that it may send records; absent where nobody asks. */
	token?: string;
	/** Messages kept until they are acknowledged; beyond that the oldest are lost, which leaves a hole that shows. */
	capacity?: number;
	reconnect?: Pick<RetryPolicy, "firstDelaySeconds" | "maximumDelaySeconds">;
	random?: () => number;
}

interface Numbered {
	seq: number;
	line: string;
}

/** Takes everything and sends nothing: a run without the recorder. */
export const noRecorder: Recorder = {
	send() {},
	async close() {},
};

/** A connection is dead if it takes longer than this to be made, or to acknowledge anything of what was sent. */
const patienceMilliseconds = 5000;

/**
 * Client of the recorder: lines of JSON over one TCP connection, numbered by `seq`, kept until acknowledged. Nothing
 * here is waited for by the application's loop.
 */
export function recorderClient(options: RecorderOptions): Recorder {
	const {
		host,
		port,
		hello,
		token,
		capacity = 50_000,
		reconnect = { firstDelaySeconds: 0.1, maximumDelaySeconds: 2 },
		random = Math.random,
	} = options;
	let unacknowledged: Numbered[] = [];
	let nextSeq = 0;
	/** Messages were lost for want of room: the recorder needn't wait for them. */
	let hasLost = false;
	let socket: Socket | null = null;
	let attempt = 0;
	let reconnecting: NodeJS.Timeout | undefined;
	let closing = false;
	/** When the connection was made, or last acknowledged something, or had nothing to acknowledge. */
	let lastProgress = performance.now();
	let onDrained: (() => void) | undefined;
	let flushing = false;
	let unsent = "";

	/** Writes what has come in this turn of the event loop, after the operation that it tells of has been sent. */
	function flush(): void {
		flushing = false;
		if (performance.now() - lastProgress > patienceMilliseconds) {
			socket?.destroy();
		} else {
			socket?.write(unsent);
		}
		unsent = "";
	}

	function open(): void {
		reconnecting = undefined;
		const mine = connect({ host, port, noDelay: true });
		let received = "";
		mine.setEncoding("utf8");
		mine.setTimeout(patienceMilliseconds, () => mine.destroy());
		mine.on("connect", () => {
			mine.setTimeout(0);
			socket = mine;
			lastProgress = performance.now();
			const from = hasLost && { from: unacknowledged[0]?.seq ?? nextSeq };
			mine.write(`${JSON.stringify({ hello: { ...hello, ...from }, token })}\n`);
			// A burst after an outage goes out in pieces of the socket's own choosing; the list is bounded.
			for (const { line } of unacknowledged) mine.write(line);
			unsent = "";
		});
		mine.on("data", (chunk: string) => {
			const lines = (received + chunk).split("\n");
			received = lines.pop() ?? "";
			for (const line of lines) onAnswer(line);
			if (received.length > 1024) mine.destroy();
		});
		// The reason doesn't matter: whatever it is, `close` follows and the connection is made again.
		mine.on("error", () => {});
		mine.on("close", () => {
			if (socket === mine) socket = null;
			if (closing) return;
			attempt++;
			reconnecting = setTimeout(open, 50 + 1000 * retryDelaySeconds({ ...reconnect, ...unlimited }, attempt, random()));
			reconnecting.unref();
		});
	}

	function onAnswer(line: string): void {
		let ack: unknown;
		try {
			ack = (JSON.parse(line) as { ack?: unknown }).ack;
		} catch {
			return;
		}
		if (typeof ack !== "number") return;
		attempt = 0;
		lastProgress = performance.now();
		const kept = unacknowledged.findIndex(({ seq }) => seq > ack);
		unacknowledged = kept === -1 ? [] : unacknowledged.slice(kept);
		if (unacknowledged.length === 0) onDrained?.();
	}

	open();
	return {
		send(message) {
			const seq = nextSeq++;
			const line = `${JSON.stringify({ seq, ...message })}\n`;
			if (unacknowledged.length === 0) lastProgress = performance.now();
			unacknowledged.push({ seq, line });
			if (unacknowledged.length > capacity) {
				unacknowledged.shift();
				hasLost = true;
			}
			unsent += line;
			if (!flushing) setImmediate(flush);
			flushing = true;
		},
		async close(timeoutSeconds) {
			if (unacknowledged.length > 0) {
				if (reconnecting) {
					clearTimeout(reconnecting);
					open();
				}
				await new Promise<void>((resolve) => {
					// Nothing is sent any more that would show that a connection is dead.
					const watching = setInterval(flush, 500);
					const timer = setTimeout(end, timeoutSeconds * 1000);
					onDrained = end;
					function end() {
						clearInterval(watching);
						clearTimeout(timer);
						resolve();
					}
				});
			}
			closing = true;
			clearTimeout(reconnecting);
			socket?.destroy();
		},
	};
}

/** Reconnecting never gives up. */
const unlimited = {
	attempts: Number.POSITIVE_INFINITY,
	attemptTimeoutSeconds: Number.POSITIVE_INFINITY,
	deadlineSeconds: Number.POSITIVE_INFINITY,
};
