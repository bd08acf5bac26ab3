import { Hono } from "hono";
import { onlyWithToken } from "../../../bearer.ts";
import { addStateRoutes, type StateSources } from "../api.ts";

/** What replicas in other Pods ask, who show a token: nothing that changes the membership. */
export function clientInterface(sources: StateSources & { token: string }): Hono {
	const app = new Hono();
	app.use(onlyWithToken(sources.token, "Only replicas may ask this."));
	addStateRoutes(app, sources);
	return app;
}
