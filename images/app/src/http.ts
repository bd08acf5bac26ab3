import { Hono } from "hono";
import { addMetrics, addProbe, type Exposition } from "../../probes.ts";
import type { HistoryLength } from "./history.ts";
import { page } from "./page.ts";
import type { Advance } from "./replica.ts";
import type { Status } from "./status.ts";
import type { StoredAnswer } from "./stored.ts";

export interface HttpSources {
	status: () => Status;
	history: () => HistoryLength;
	/** @param clientLeft aborted when nobody waits for the answer any more */
	advance: (clientLeft: AbortSignal) => Promise<Advance>;
	/** What the method holds of an identity just now. */
	stored: (identity: string) => Promise<StoredAnswer>;
	/** The loop goes round, whatever the store does. */
	alive: () => boolean;
	/** The method can serve this replica. */
	ready: () => boolean;
	registry: Exposition;
}

const statusOf = { "no-identity": 400, "not-here": 404, unavailable: 503 } as const;

/** The replica's HTTP interface. */
export function application(sources: HttpSources): Hono {
	const app = new Hono();
	app.get("/", (context) => {
		context.header("cache-control", "no-store");
		context.header("vary", "accept");
		const status = sources.status();
		return context.req.header("accept")?.includes("application/json")
			? context.json(status)
			: context.html(page(status));
	});
	app.post("/advance", async (context) => {
		const advance = await sources.advance(context.req.raw.signal);
		if (advance.outcome === "ok") {
			const { pod, process } = sources.status();
			return context.json({ pod, process, ...advance.position });
		}
		const error = { error: advance.reason };
		if (advance.outcome === "unknown") return context.json(error, 504);
		context.header("retry-after", "1");
		return context.json(error, 503);
	});
	app.get("/stored/:identity", async (context) => {
		const identity = context.req.param("identity");
		const found = await sources.stored(identity);
		if (found.kind === "read") {
			const { pod: by, process } = sources.status();
			const { state } = found;
			return context.json({ pod: identity, by, process, state });
		}
		return context.json({ error: found.error }, statusOf[found.kind]);
	});
	app.get("/history", (context) => {
		const { pod, process } = sources.status();
		return context.json({ pod, process, ...sources.history() });
	});
	addMetrics(app, sources.registry);
	addProbe(app, "/livez", sources.alive, "The loop stands still.");
	addProbe(app, "/readyz", sources.ready, "The method can't serve this replica yet: no state persisted.");
	return app;
}
