import type { Socket } from "node:net";
import { answerTo, type Hello, type Stream } from "./streams.ts";

const longestLineBytes = 64 * 1024;
const mostPendingBytes = 16 * 1024 * 1024;

/** What a connection needs of its recorder. */
export interface ConnectionHandlers {
	clock: () => number;
	onLine: (connection: Connection, line: string, received: number) => void;
	onTooLong: (connection: Connection, reason: string) => void;
	onHungUp: (connection: Connection, reason: string) => void;
	onClosed: (connection: Connection) => void;
	/** What its process has delivered; absent before its first message. */
	streamOf: (from: Hello) => Stream | undefined;
	/** Bytes taken and not stored yet. */
	pendingBytes: () => number;
}

/** One connection of a process: brings lines, and is answered up to which of them all is stored. */
export class Connection {
	/** Whose it is; null before its first line. */
	from: Hello | null = null;
	/** Why something that it waits for wasn't stored. */
	whyNot = "an earlier message isn't stored";
	/** Where it comes from; a closed socket no longer knows. */
	readonly host: string | undefined;
	readonly #socket: Socket;
	readonly #handlers: ConnectionHandlers;
	/** `seq`s that it brought and that aren't acknowledged. */
	#unanswered: number[] = [];
	#isAnswering = false;
	#isHungUp = false;

	constructor(socket: Socket, handlers: ConnectionHandlers) {
		this.#socket = socket;
		this.#handlers = handlers;
		this.host = socket.remoteAddress?.replace(/^::ffff:(?=[\d.]+$)/, "");
		let rest = "";
		socket.setEncoding("utf8");
		socket.on("error", () => {});
		socket.on("close", () => handlers.onClosed(this));
		socket.on("data", (chunk: string) => {
			const received = handlers.clock();
			const lines = (rest + chunk).split("\n");
			rest = lines.pop() ?? "";
			if (rest.length > longestLineBytes) return handlers.onTooLong(this, "a line is longer than 64 KiB");
			for (const line of lines) {
				if (line !== "") handlers.onLine(this, line, received);
				if (socket.destroyed) return;
			}
			if (this.#unanswered.length === 0) return;
			this.answerSoon();
			if (this.#isAheadOfStoring) socket.pause();
		});
	}

	/** It was closed here. */
	get isHungUp(): boolean {
		return this.#isHungUp;
	}

	get #isAheadOfStoring(): boolean {
		return this.#handlers.pendingBytes() > mostPendingBytes;
	}

	/** It brought a message, which is to be acknowledged. */
	brought(seq: number): void {
		this.#unanswered.push(seq);
	}

	/** Once for everything that is settled in the same turn of the event loop. */
	answerSoon(): void {
		if (this.#isAnswering) return;
		this.#isAnswering = true;
		setImmediate(() => {
			this.#isAnswering = false;
			this.#answer();
		});
	}

	#answer(): void {
		const stream = this.from && this.#handlers.streamOf(this.from);
		if (!stream || this.#socket.destroyed) return;
		const { acknowledge, isRefused } = answerTo(stream, this.#unanswered);
		if (acknowledge !== null) {
			this.#unanswered = this.#unanswered.filter((seq) => seq > acknowledge);
			this.say({ ack: acknowledge });
		}
		if (isRefused) this.hangUp(this.whyNot);
		else if (this.#unanswered.length === 0 || !this.#isAheadOfStoring) this.#socket.resume();
	}

	say(what: object): void {
		this.#socket.write(`${JSON.stringify(what)}\n`);
	}

	hangUp(reason: string): void {
		this.#isHungUp = true;
		this.#handlers.onHungUp(this, reason);
		this.end();
	}

	end(): void {
		this.#socket.destroy();
	}
}
