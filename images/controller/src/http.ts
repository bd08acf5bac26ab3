import { Hono } from "hono";
import * as z from "zod/mini";
import { onlyWithToken } from "../../bearer.ts";
import { numberWhere, wholeFrom } from "../../environment.ts";
import { addMetrics, addProbe, type Exposition } from "../../probes.ts";
import { EpochNotGiven, type StateController } from "./stateController.ts";

export interface HttpSources {
	controller: Pick<StateController, "ask" | "terms">;
	/** Every Pod that there is was seen, and the watch stands. */
	watching: () => boolean;
	registry: Exposition;
	/** What a process shows who asks for its role; absent: it needs nothing. */
	token?: string;
}

const longestWaitSeconds = 10;

const report = z.object({
	pod: z.string().check(z.regex(/-\d+$/)),
	uid: z.string().check(z.minLength(1)),
	process: numberWhere((value) => value > 0, "above 0"),
	role: z.enum(["active", "standby"]),
	epoch: wholeFrom(0),
	waitSeconds: numberWhere((value) => value >= 0 && value <= longestWaitSeconds, "not too long"),
});

/** The State Controller's HTTP interface. */
export function application(sources: HttpSources): Hono {
	const app = new Hono();
	if (sources.token !== undefined) {
		app.use("/role", onlyWithToken(sources.token, "Only replicas may ask for a role."));
	}
	app.get("/role", async (context) => {
		const asked = z.safeParse(report, context.req.query());
		if (!asked.success) {
			const wrong = asked.error.issues.map(({ path }) => path.join("."));
			return context.json(
				{
					error: `Not a process that asks for its role: ${wrong.join(", ")}.`,
				},
				400,
			);
		}
		const { waitSeconds, ...said } = asked.data;
		try {
			return context.json(await sources.controller.ask(said, waitSeconds, context.req.raw.signal));
		} catch (error) {
			if (!(error instanceof EpochNotGiven)) throw error;
			return context.json({ error: error.message }, 409);
		}
	});
	app.get("/terms", (context) => context.json(Object.fromEntries(sources.controller.terms())));
	addMetrics(app, sources.registry);
	addProbe(app, "/livez");
	addProbe(app, "/readyz", sources.watching, "The Pods aren't watched yet.");
	return app;
}
