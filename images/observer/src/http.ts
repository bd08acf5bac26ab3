import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { type LabEvent, labEvent } from "../../../schema/event.ts";
import { type ReadRecord, readRecord } from "../../../schema/read.ts";
import { bearerOf } from "../../bearer.ts";
import { parseJson } from "../../json.ts";
import { addMetrics, addProbe, type Exposition } from "../../probes.ts";
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
	/** What wasn't stored since the observer started: the run is incomplete, unless it came again. */
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
	registry: Exposition;
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
	/** @throws HTTPException for who may not do that, or nothing at all */
	const authorize = ({ req }: Context, act?: Act) => {
		const refusal = sources.authorization?.refusal(bearerOf(req.header("authorization")), act);
		if (refusal) throw new HTTPException(refusal.status, { message: refusal.error });
	};
	app.use(async (context, next) => {
		const reads = ["GET", "HEAD"].includes(context.req.method);
		if (!reads) authorize(context);
		return next();
	});
	for (const name of ["operations", "events", "reads"] as const) {
		app.get(`/${name}.ndjson`, (context) => file(sources[name], context.req.header("range")));
	}
	app.get("/status", (context) => context.json(sources.status()));
	app.post("/events", bodyAtMost(64, "An event"), async (context) => {
		const time = sources.clock();
		const sent = await bodyOf(
			context,
			sentEvent,
			"Not an event of a scenario, a consensus replica, a State Controller or a store",
		);
		authorize(context, sent.source);
		const event: LabEvent = { time, ...sent };
		await sources.store(event);
		if (event.event === "run-started") sources.onRunStarted?.();
		return context.json(event, 201);
	});
	app.post("/reads", bodyAtMost(256, "A list of what clients read"), async (context) => {
		const received = sources.clock();
		authorize(context, "reads");
		const what = `Not a list of 1 to ${mostReads} records of what clients read`;
		const sent = await bodyOf(context, sentReads, what);
		await Promise.all(sent.map((read) => sources.storeRead({ ...read, received })));
		return context.json({ stored: sent.length }, 201);
	});
	app.post("/confirm", async (context) => context.json(await sources.confirm()));
	addProbe(app, "/livez");
	addProbe(app, "/readyz", sources.ready, "The Pods aren't watched yet.");
	addMetrics(app, sources.registry);
	app.onError((error, context) =>
		context.json({ error: error.message }, error instanceof HTTPException ? error.status : 500),
	);
	return app;
}

function bodyAtMost(kibibytes: number, what: string) {
	return bodyLimit({
		maxSize: kibibytes * 1024,
		onError: (context) => context.json({ error: `${what} is at most ${kibibytes} KiB long.` }, 413),
	});
}

/** @throws HTTPException that says what is wrong with it */
async function bodyOf<T>(context: Context, schema: z.ZodType<T>, whatNot: string): Promise<T> {
	const { data, error } = schema.safeParse(parseJson(await context.req.text()));
	if (error) throw new HTTPException(400, { message: `${whatNot}: ${reasonOf(error)}.` });
	return data as T;
}

/** A long list of complaints says no more than its start. */
const mostComplaints = 3;

function reasonOf({ issues }: z.ZodError): string {
	const complaints = issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
	const more = complaints.length - mostComplaints;
	return [...complaints.slice(0, mostComplaints), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** A file that grows, or the part of it that a `Range` header asks for: so it can be followed. */
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
