import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { application } from "../../images/observer/src/http.ts";
import { openJournal } from "../../images/observer/src/journal.ts";
import type { News } from "./fold.ts";

/**
 * The observer's own files and HTTP interface, on loopback; nobody but the test tells it anything.
 */
export async function serveObserver() {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-watch-"));
	const open = (name: string) => openJournal(join(folder, name), 1e9);
	const operations = await open("operations.ndjson");
	const events = await open("events.ndjson");
	const reads = await open("reads.ndjson");
	/** How many bytes were answered, in the order of the requests. */
	const answeredBytes: number[] = [];
	const app = application({
		clock: () => Date.now() / 1000,
		status: () => {
			throw new Error("watching needs no status");
		},
		operations,
		events,
		reads,
		store: events.append,
		storeRead: reads.append,
		confirm: async () => [],
		ready: () => true,
		registry: {
			metrics: async () => "",
			contentType: "text/plain; version=0.0.4; charset=utf-8",
		},
	});
	const server = await new Promise<ServerType>((resolve) => {
		const started = serve(
			{
				fetch: async (request) => {
					const response = await app.fetch(request);
					const body = await response.arrayBuffer();
					answeredBytes.push(body.byteLength);
					return new Response(response.status === 416 ? null : body, response);
				},
				hostname: "127.0.0.1",
				port: 0,
			},
			() => resolve(started),
		);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		answeredBytes,
		async tell(news: Partial<News>): Promise<void> {
			await Promise.all([
				...(news.operations ?? []).map((record) => operations.append(record)),
				...(news.events ?? []).map((event) => events.append(event)),
			]);
		},
		async close(): Promise<void> {
			await new Promise((resolve) => server.close(resolve));
			await Promise.all([operations, events, reads].map((j) => j.close()));
			rmSync(folder, { recursive: true });
		},
	};
}

export type ObserverFixture = Awaited<ReturnType<typeof serveObserver>>;
