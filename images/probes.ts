import type { Hono } from "hono";
import type { Registry } from "prom-client";

/** What a program shows Prometheus. */
export type Exposition = Pick<Registry, "metrics" | "contentType">;

/**
 * Answers one of the kubelet's probes.
 *
 * @param isWell always, when left out
 * @param problem a sentence for when it isn't
 */
export function addProbe(app: Hono, path: string, isWell = () => true, problem = ""): void {
	app.get(path, (context) => (isWell() ? context.text("ok\n") : context.text(`${problem}\n`, 503)));
}

/** Answers Prometheus. */
export function addMetrics(app: Hono, exposition: Exposition): void {
	app.get("/metrics", async (context) =>
		context.body(await exposition.metrics(), 200, { "content-type": exposition.contentType }),
	);
}
