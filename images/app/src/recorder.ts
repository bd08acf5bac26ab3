import { connect, type Socket } from "node:net";
import type { LabEvent } from "../../../schema/event.ts";
import { parseJson } from "../../json.ts";
import type { SentRecord } from "./history.ts";
import { type RetryPolicy, retryDelaySeconds } from "./retry.ts";

/** An event as the application sends it; the observer adds its time. */
export type SentEvent = Omit<LabEvent, "time">;
export type Message = { record: SentRecord } | { event: SentEvent };

export interface Recorder {
	/** Takes a message at once; it is sent in the background, and again after a broken connection. */
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
	/** Messages kept until they are acknowledged; beyond, the oldest are lost, and the hole shows. */
	capacity?: number;
	reconnect?: Pick<RetryPolicy, "firstDelaySeconds" | "maximumDelaySeconds">;
	random?: () => number;
}

/** Takes everything and sends nothing: a run without the recorder. */
export const noRecorder: Recorder = {
	send() {},
	async close() {},
};

/** A connection is dead if it takes longer to be made, or to acknowledge anything that was sent. */
const patienceMilliseconds = 5000;

/**
 * Client of the recorder: lines of JSON over one TCP connection, numbered by `seq`, kept until
 * acknowledged. Nothing here is waited for by the application's loop.
 */
export function recorderClient(options: RecorderOptions): Recorder {
	return new RecorderClient(options);
}

/** What the recorder hasn't acknowledged. Of too many the oldest are lost. */
class Outbox {
	readonly #capacity: number;
	#messages: { seq: number; line: string }[] = [];
	#nextSeq = 0;
	#hasLost = false;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	get isEmpty(): boolean {
		return this.#messages.length === 0;
	}

	get lines(): string[] {
		return this.#messages.map(({ line }) => line);
	}

	/** The `seq` that nothing before will come any more; undefined: nothing was lost. */
	get from(): number | undefined {
		return this.#hasLost ? (this.#messages[0]?.seq ?? this.#nextSeq) : undefined;
	}

	add(message: Message): string {
		const seq = this.#nextSeq++;
		const line = `${JSON.stringify({ seq, ...message })}\n`;
		this.#messages.push({ seq, line });
		if (this.#messages.length > this.#capacity) {
			this.#messages.shift();
			this.#hasLost = true;
		}
		return line;
	}

	acknowledge(upTo: number): void {
		const kept = this.#messages.findIndex(({ seq }) => seq > upTo);
		this.#messages = kept === -1 ? [] : this.#messages.slice(kept);
	}
}

class RecorderClient implements Recorder {
	readonly #options: RecorderOptions;
	readonly #outbox: Outbox;
	#socket: Socket | null = null;
	#attempt = 0;
	#reconnecting: NodeJS.Timeout | undefined;
	#closing = false;
	/** When the connection was made, or acknowledged something, or had nothing to acknowledge. */
	#lastProgress = performance.now();
	#onDrained: (() => void) | undefined;
	#isFlushing = false;
	#unsent = "";

	constructor(options: RecorderOptions) {
		this.#options = options;
		this.#outbox = new Outbox(options.capacity ?? 50_000);
		this.#open();
	}

	send(message: Message): void {
		if (this.#outbox.isEmpty) this.#lastProgress = performance.now();
		this.#unsent += this.#outbox.add(message);
		if (!this.#isFlushing) setImmediate(() => this.#flush());
		this.#isFlushing = true;
	}

	async close(timeoutSeconds: number): Promise<void> {
		if (!this.#outbox.isEmpty) {
			if (this.#reconnecting) {
				clearTimeout(this.#reconnecting);
				this.#open();
			}
			await this.#untilDrained(timeoutSeconds);
		}
		this.#closing = true;
		clearTimeout(this.#reconnecting);
		this.#socket?.destroy();
	}

	#untilDrained(timeoutSeconds: number): Promise<void> {
		return new Promise((resolve) => {
			const end = () => {
				clearInterval(watching);
				clearTimeout(timer);
				resolve();
			};
			// Nothing is sent any more that would show that a connection is dead.
			const watching = setInterval(() => this.#flush(), 500);
			const timer = setTimeout(end, timeoutSeconds * 1000);
			this.#onDrained = end;
		});
	}

	/** Writes what has come in this turn of the event loop, after the operation that it tells of. */
	#flush(): void {
		this.#isFlushing = false;
		const isDead = performance.now() - this.#lastProgress > patienceMilliseconds;
		if (isDead) this.#socket?.destroy();
		else this.#socket?.write(this.#unsent);
		this.#unsent = "";
	}

	#open(): void {
		const { host, port } = this.#options;
		this.#reconnecting = undefined;
		const socket = connect({ host, port, noDelay: true });
		let received = "";
		socket.setEncoding("utf8");
		socket.setTimeout(patienceMilliseconds, () => socket.destroy());
		socket.on("connect", () => this.#greet(socket));
		socket.on("data", (chunk: string) => {
			const lines = (received + chunk).split("\n");
			received = lines.pop() ?? "";
			for (const line of lines) this.#takeAnswer(line);
			if (received.length > 1024) socket.destroy();
		});
		// The reason doesn't matter: whatever it is, `close` follows and the connection is made again.
		socket.on("error", () => {});
		socket.on("close", () => {
			if (this.#socket === socket) this.#socket = null;
			if (!this.#closing) this.#openLater();
		});
	}

	#openLater(): void {
		const { reconnect = { firstDelaySeconds: 0.1, maximumDelaySeconds: 2 }, random = Math.random } = this.#options;
		const pauseSeconds = retryDelaySeconds(reconnect, ++this.#attempt, random());
		this.#reconnecting = setTimeout(() => this.#open(), 50 + 1000 * pauseSeconds);
		this.#reconnecting.unref();
	}

	#greet(socket: Socket): void {
		const { hello, token } = this.#options;
		socket.setTimeout(0);
		this.#socket = socket;
		this.#lastProgress = performance.now();
		socket.write(`${JSON.stringify({ hello: { ...hello, from: this.#outbox.from }, token })}\n`);
		// A burst after an outage goes out in pieces of the socket's own choosing; the list is bounded.
		for (const line of this.#outbox.lines) socket.write(line);
		this.#unsent = "";
	}

	#takeAnswer(line: string): void {
		const { ack } = (parseJson(line) ?? {}) as { ack?: unknown };
		if (typeof ack !== "number") return;
		this.#attempt = 0;
		this.#lastProgress = performance.now();
		this.#outbox.acknowledge(ack);
		if (this.#outbox.isEmpty) this.#onDrained?.();
	}
}
