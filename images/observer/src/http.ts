import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Registry } from "prom-client";
import { z } from "zod";
import { type LabEvent, labEvent } from "../../../schema/event.ts";
import { type ReadRecord, readRecord } from "../../../schema/read.ts";
import { bearerOf } from "../../bearer.ts";
import { parseJson } from "../../json.ts";
import type { Act, Authorization } from "./authorization.ts";
import { byteRange } from "./byteRange.ts";
import type { Confirmation } from "./confirmations.ts";
import type { Journal } from "./journal.ts";

export interface Status {
	/** Records stored. */
	operations: number;
	/** Events stored. */
	events: number;
	/** Answers to clients stored. */
	reads: number;
	/** Messages of the application that never came: a run with any is incomplete. */
	gaps: number;
	/** What wasn't stored since the observer started: a run with any is incomplete, unless it came again. */
	refused: number;
	/** Files that didn't take what they were given last. */
	full: string[];
	connections: number;
	watching: boolean;
	/** When the observer started. */
	startedAt: number;
	/** What it found as it started, and how much of that was damaged and cut off. */
	recovered: { operations: number; events: number; reads: number; damagedBytes: number };
	/** How often somebody was refused who didn't show the token for what he wrote. */
	unauthorized: number;
}

/** Lines that are only ever added to. */
export type LinesFile = Pick<Journal, "read" | "writtenBytes">;

export interface HttpSources {
	clock: () => number;
	status: () => Status;
	operations: LinesFile;
	events: LinesFile;
	reads: LinesFile;
	/** Resolves when stored. */
	store: (event: LabEvent) => Promise<void>;
	storeRead: (read: ReadRecord) => Promise<void>;
	/** Asks the connected processes how much they have sent. */
	confirm: () => Promise<Confirmation[]>;
	/** A run has started. */
	onRunStarted?: () => void;
	ready: () => boolean;
	/** Who may write what; absent: everybody everything. Anybody may read. */
	authorization?: Pick<Authorization, "refusal">;
	registry: Pick<Registry, "metrics" | "contentType">;
}

const sentEvent = labEvent.omit({ time: true }).extend({
	source: labEvent.shape.source.extract(["chaos", "consensus", "controller", "store", "witness"]),
});

const mostReads = 500;
const sentReads = z
	.array(readRecord.omit({ received: true }))
	.min(1)
	.max(mostReads);

/** The observer's HTTP interface. */
export function application(sources: HttpSources): Hono {
	const app = new Hono();
	const refusal = ({ req }: Context, act?: Act) =>
		sources.authorization?.refusal(bearerOf(req.header("authorization")), act);
	app.use(async (context, next) => {
		const reads = ["GET", "HEAD"].includes(context.req.method);
		const refused = reads ? null : refusal(context);
		if (refused) return context.json({ error: refused.error }, refused.status);
		return next();
	});
	for (const name of ["operations", "events", "reads"] as const) {
		app.get(`/${name}.ndjson`, (context) => file(sources[name], context.req.header("range")));
	}
	app.get("/status", (context) => context.json(sources.status()));
	app.post(
		"/events",
		bodyLimit({
			maxSize: 64 * 1024,
			onError: (context) => context.json({ error: "An event is at most 64 KiB long." }, 413),
		}),
		async (context) => {
			const time = sources.clock();
			const parsed = sentEvent.safeParse(parseJson(await context.req.text()));
			if (!parsed.success) {
				return context.json(
					{
						error: `Not an event of a scenario, a consensus replica, a State Controller or a store: ${reasonOf(parsed.error)}.`,
					},
					400,
				);
			}
			const refused = refusal(context, parsed.data.source);
			if (refused) return context.json({ error: refused.error }, refused.status);
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
			onError: (context) => context.json({ error: "A list of what clients read is at most 256 KiB long." }, 413),
		}),
		async (context) => {
			const received = sources.clock();
			const refused = refusal(context, "reads");
			if (refused) return context.json({ error: refused.error }, refused.status);
			const parsed = sentReads.safeParse(parseJson(await context.req.text()));
			if (!parsed.success) {
				return context.json(
					{
						error: `Not a list of 1 to ${mostReads} records of what clients read: ${reasonOf(parsed.error)}.`,
					},
					400,
				);
			}
			await Promise.all(parsed.data.map((read) => sources.storeRead({ ...read, received })));
			return context.json({ stored: parsed.data.length }, 201);
		},
	);
	app.post("/confirm", async (context) => context.json(await sources.confirm()));
	app.get("/livez", (context) => context.text("ok\n"));
	app.get("/readyz", (context) =>
		sources.ready() ? context.text("ok\n") : context.text("The Pods aren't watched yet.\n", 503),
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
	const complaints = issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
	const more = complaints.length - mostComplaints;
	return [...complaints.slice(0, mostComplaints), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** A file that grows, or the part of it that a `Range` header asks for: so it can be followed without being read anew. */
function file(lines: LinesFile, rangeHeader: string | undefined): Response {
	const sizeBytes = lines.writtenBytes();
	const range = byteRange(rangeHeader, sizeBytes);
	const headers = { "content-type": "application/x-ndjson", "accept-ranges": "bytes" };
	if (range === "none") {
		return new Response(null, {
			status: 416,
			headers: { ...headers, "content-range": `bytes */${sizeBytes}` },
		});
	}
	if (range === "whole") return new Response(body(lines.read()), { headers });
	const { first, last } = range;
	return new Response(body(lines.read(range)), {
		status: 206,
		headers: {
			...headers,
			"content-range": `bytes ${first}-${last}/${sizeBytes}`,
		},
	});
}

function body(content: Readable): ReadableStream {
	return Readable.toWeb(content) as ReadableStream;
}
