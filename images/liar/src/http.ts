import { Hono } from "hono";
import { type Request, RequestFailed } from "../../request.ts";

/** Longer than the store's clients wait. */
const storeSeconds = 5;

/** Of a request to the store, only these say anything; Node adds the rest. */
const passedOn = ["accept", "authorization", "content-type"] as const;

/**
 * Hands every request on to the store, and its answer back, as `send` makes it.
 *
 * @param store base URL
 */
export function application(store: string, send: Request): Hono {
	const app = new Hono();
	app.all("*", async (context) => {
		const { pathname, search } = new URL(context.req.url);
		const body = await context.req.text();
		const headers: Record<string, string> = {};
		for (const name of passedOn) {
			const value = context.req.header(name);
			if (value !== undefined) headers[name] = value;
		}
		try {
			const { status, text } = await send(context.req.method, `${store}${pathname}${search}`, {
				headers,
				timeoutSeconds: storeSeconds,
				...(body !== "" && { body }),
			});
			return new Response(text, { status, headers: { "content-type": "application/json" } });
		} catch (error) {
			if (!(error instanceof RequestFailed)) throw error;
			// Whether it was done isn't known: as after any server's fault.
			return context.json({ error: "no_answer", reason: error.message }, 502);
		}
	});
	return app;
}
