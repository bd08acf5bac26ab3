import { Readable } from "node:stream";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Registry } from "prom-client";
import { z } from "zod";
import { type LabEvent, labEvent } from "../../../analysis/schema/event.ts";
import { type ReadRecord, readRecord } from "../../../analysis/schema/read.ts";

export interface Status {
	/** Records stored. */
	operations: number;
	/** Events stored. */
	events: number;
	/** Answers to clients stored. */
	reads: number;
	/** Messages of the application that never came: a run with any is incomplete. */
	gaps: number;
	connections: number;
	watching: boolean;
}

export interface HttpSources {
	clock: () => number;
	status: () => Status;
	operations: () => Readable;
	events: () => Readable;
	reads: () => Readable;
	/** Resolves when stored. */
	store: (event: LabEvent) => Promise<void>;
	storeRead: (read: ReadRecord) => Promise<void>;
	/** A run has started. */
	onRunStarted?: () => void;
	ready: () => boolean;
	registry: Pick<Registry, "metrics" | "contentType">;
}

const sentEvent = labEvent
	.omit({ time: true })
	.extend({ source: labEvent.shape.source.extract(["chaos", "consensus"]) });

const mostReads = 500;
const sentReads = z
	.array(readRecord.omit({ received: true }))
	.min(1)
	.max(mostReads);

/** The observer's HTTP interface. */
export function application(sources: HttpSources): Hono {
	const app = new Hono();
	app.get("/operations.ndjson", () => file(sources.operations()));
	app.get("/events.ndjson", () => file(sources.events()));
	app.get("/reads.ndjson", () => file(sources.reads()));
	app.get("/status", (context) => context.json(sources.status()));
	app.post(
		"/events",
		bodyLimit({
			maxSize: 64 * 1024,
			onError: (context) =>
				context.json({ error: "An event is at most 64 KiB long." }, 413),
		}),
		async (context) => {
			const time = sources.clock();
			const parsed = sentEvent.safeParse(parseJson(await context.req.text()));
			if (!parsed.success) {
				return context.json(
					{
						error: `Not an event of a scenario or a consensus replica: ${reasonOf(parsed.error)}.`,
					},
					400,
				);
			}
			const event: LabEvent = { time, ...parsed.data };
			await sources.store(event);
			if (event.event === "run-started") sources.onRunStarted?.();
			return context.json(event, 201);
		},
	);
	app.post(
		"/reads",
		bodyLimit({
			maxSize: 256 * 1024,
			onError: (context) =>
				context.json(
					{ error: "A list of what clients read is at most 256 KiB long." },
					413,
				),
		}),
		async (context) => {
			const received = sources.clock();
			const parsed = sentReads.safeParse(parseJson(await context.req.text()));
			if (!parsed.success) {
				return context.json(
					{
						error: `Not a list of 1 to ${mostReads} records of what clients read: ${reasonOf(parsed.error)}.`,
					},
					400,
				);
			}
			await Promise.all(
				parsed.data.map((read) => sources.storeRead({ ...read, received })),
			);
			return context.json({ stored: parsed.data.length }, 201);
		},
	);
	app.get("/livez", (context) => context.text("ok\n"));
	app.get("/readyz", (context) =>
		sources.ready()
			? context.text("ok\n")
			: context.text("The Pods aren't watched yet.\n", 503),
	);
	app.get("/metrics", async (context) =>
		context.body(await sources.registry.metrics(), 200, {
			"content-type": sources.registry.contentType,
		}),
	);
	app.onError((error, context) => context.json({ error: error.message }, 500));
	return app;
}

/** A long list of complaints says no more than its start. */
const mostComplaints = 3;

function reasonOf({ issues }: z.ZodError): string {
	const complaints = issues.map(
		({ path, message }) => `${path.join(".") || "body"}: ${message}`,
	);
	const more = complaints.length - mostComplaints;
	return [
		...complaints.slice(0, mostComplaints),
		...(more > 0 ? [`and ${more} more`] : []),
	].join("; ");
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function file(content: Readable): Response {
	return new Response(Readable.toWeb(content) as ReadableStream, {
		headers: { "content-type": "application/x-ndjson" },
	});
}
