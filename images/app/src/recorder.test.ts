import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Message, type Recorder, recorderClient } from "./recorder.ts";

const hello = { pod: "pod-0", process: 1000.5, mode: "central" };

interface Received {
	hello?: unknown;
	seq?: number;
}

/** A recorder that keeps what it gets and acknowledges when told to. */
async function standIn(acknowledge: boolean) {
	const received: Received[] = [];
	const sockets: Socket[] = [];
	const state = { acknowledge };
	const server: Server = createServer((socket) => {
		sockets.push(socket);
		socket.on("error", () => {});
		let rest = "";
		socket.on("data", (chunk) => {
			const lines = (rest + chunk).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) {
				const message = JSON.parse(line) as Received;
				received.push(message);
				if (state.acknowledge && message.seq !== undefined) {
					socket.write(`${JSON.stringify({ ack: message.seq })}\n`);
				}
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as { port: number };
	return { server, sockets, received, state, port };
}

const cleanUp: (() => void)[] = [];
afterEach(() => {
	for (const clean of cleanUp.splice(0)) clean();
});

async function lab(acknowledge: boolean, capacity?: number) {
	const server = await standIn(acknowledge);
	const recorder: Recorder = recorderClient({
		host: "127.0.0.1",
		port: server.port,
		hello,
		...(capacity === undefined ? {} : { capacity }),
		reconnect: { firstDelaySeconds: 0.01, maximumDelaySeconds: 0.05 },
	});
	cleanUp.push(() => {
		for (const socket of server.sockets) socket.destroy();
		server.server.close();
	});
	return { ...server, recorder };
}

function message(detail: string): Message {
	return { event: { source: "application", event: "process-started", detail } };
}

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
}

const seqs = (received: Received[]) => received.map(({ hello, seq }) => (hello ? "hello" : seq));

test("it introduces itself, then numbers what it sends", async () => {
	const { recorder, received } = await lab(true);
	for (const text of ["a", "b", "c"]) recorder.send(message(text));
	await until(() => received.length === 4);
	expect(received[0]).toEqual({ hello });
	expect(seqs(received)).toEqual(["hello", 0, 1, 2]);
	await recorder.close(1);
});

test("what isn't acknowledged is sent again after a broken connection, in order", async () => {
	const { recorder, received, sockets, state } = await lab(false);
	recorder.send(message("a"));
	recorder.send(message("b"));
	await until(() => received.length === 3);
	state.acknowledge = true;
	sockets[0]?.destroy();
	recorder.send(message("c"));
	await until(() => received.length >= 7);
	expect(seqs(received)).toEqual(["hello", 0, 1, "hello", 0, 1, 2]);
	await recorder.close(1);
});

test("what is acknowledged isn't sent again", async () => {
	const { recorder, received, sockets } = await lab(true);
	recorder.send(message("a"));
	await until(() => received.length === 2);
	await new Promise((resume) => setTimeout(resume, 50));
	sockets[0]?.destroy();
	recorder.send(message("b"));
	await until(() => received.length >= 4);
	expect(seqs(received)).toEqual(["hello", 0, "hello", 1]);
	await recorder.close(1);
});

test("beyond its capacity the oldest are lost, and their numbers with them", async () => {
	const { recorder, received } = await lab(true, 3);
	for (const text of ["a", "b", "c", "d", "e"]) recorder.send(message(text));
	await until(() => received.length >= 4);
	expect(seqs(received)).toEqual(["hello", 2, 3, 4]);
	await recorder.close(1);
});

test("whoever lost messages says at the next connection from where on it has them, and nobody else does", async () => {
	const { recorder, received, sockets, state } = await lab(false, 3);
	for (const text of ["a", "b", "c"]) recorder.send(message(text));
	await until(() => received.length === 4);
	expect(received[0]).toEqual({ hello });
	recorder.send(message("d"));
	await until(() => received.length === 5);
	state.acknowledge = true;
	sockets[0]?.destroy();
	await until(() => received.length === 9);
	expect(received[5]).toEqual({ hello: { ...hello, from: 1 } });
	expect(seqs(received).slice(5)).toEqual(["hello", 1, 2, 3]);
	await recorder.close(1);
});

test("closing waits for the acknowledgement", async () => {
	const { recorder, received } = await lab(true);
	recorder.send(message("last"));
	await recorder.close(5);
	expect(seqs(received)).toEqual(["hello", 0]);
});

test("closing waits no longer than told", async () => {
	const { recorder } = await lab(false);
	recorder.send(message("last"));
	const begun = performance.now();
	await recorder.close(0.1);
	expect(performance.now() - begun).toBeLessThan(3000);
});

test("without anybody there, sending costs nothing and closing ends", async () => {
	const recorder = recorderClient({ host: "127.0.0.1", port: 1, hello });
	recorder.send(message("a"));
	await recorder.close(0.05);
});
