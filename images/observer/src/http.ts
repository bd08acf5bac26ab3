import { Readable } from "node:stream";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Registry } from "prom-client";
import { type LabEvent, labEvent } from "../../../analysis/schema/event.ts";

export interface Status {
	/** Records stored. */
	operations: number;
	/** Events stored. */
	events: number;
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
	/** Resolves when stored. */
	store: (event: LabEvent) => Promise<void>;
	/** A run has started. */
	onRunStarted?: () => void;
	ready: () => boolean;
	registry: Pick<Registry, "metrics" | "contentType">;
}

const sentEvent = labEvent
	.omit({ time: true })
	.extend({ source: labEvent.shape.source.extract(["chaos", "consensus"]) });

/** The observer's HTTP interface. */
export function application(sources: HttpSources): Hono {
	const app = new Hono();
	app.get("/operations.ndjson", () => file(sources.operations()));
	app.get("/events.ndjson", () => file(sources.events()));
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
				const why = parsed.error.issues
					.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`)
					.join("; ");
				return context.json(
					{
						error: `Not an event of a scenario or a consensus replica: ${why}.`,
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
