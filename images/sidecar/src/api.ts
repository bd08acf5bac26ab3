import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod/mini";
import { ordinalOf } from "../../../schema/raftGroups.ts";
import { openApi } from "./openapi.ts";
import type { StateAnswer, States, Write } from "./states.ts";

/** What the interface tells of itself. */
export interface Verification {
	formed: boolean;
	startedAt: number;
	group: string;
	cpMembers: number | null;
	replicas: number;
	lostMajority: readonly string[];
	/** Why it doesn't serve. */
	error?: string;
}

/** What a consensus replica tells once it has read its own Pod's state, and before. */
export function verification(facts: {
	served: boolean;
	startedAt: number;
	/** The own one. */
	group: string;
	cpMembers: number | null;
	replicas: number;
	lostMajority: readonly string[];
}): Verification {
	const { served, ...told } = facts;
	const error = !served
		? "The Raft group hasn't formed yet, or doesn't serve this replica yet."
		: told.lostMajority.includes(told.group)
			? `The group ${told.group} has lost its majority: nothing can be read or written.`
			: null;
	return { formed: served, ...told, ...(error !== null && { error }) };
}

export type Removal =
	| { kind: "removed"; uuid: string }
	| { kind: "unknown" }
	| { kind: "alive" }
	| { kind: "unavailable"; reason: string };

export interface StateSources {
	/** Whose states there are: pod-0 to pod-(replicas − 1). */
	replicas: number;
	states: States;
	verify: () => Verification;
}

export interface ApiSources extends StateSources {
	remove: (pod: string) => Promise<Removal>;
}

const retryAfterSeconds = 1;
const longestWaitSeconds = 60;
const pollSeconds = 0.1;

/** The study's interface, with an OpenAPI description at /openapi.json. */
export function studyInterface(sources: ApiSources): Hono {
	const app = new Hono();
	app.get("/openapi.json", (context) => context.json(openApi));
	app.delete("/api/v1/cp/:pod", async (context) => {
		const pod = context.req.param("pod");
		const problem = identityProblem(pod, sources.replicas);
		if (problem) return refuse(context, problem);
		const removal = await sources.remove(pod);
		switch (removal.kind) {
			case "removed":
				return context.json({ removed: removal.uuid });
			case "unknown":
				return refuse(context, {
					status: 404,
					error: `${pod} has no member in the CP Subsystem.`,
				});
			case "alive":
				return refuse(context, {
					status: 409,
					error: `The member of ${pod} is alive: only a crashed one can be removed.`,
				});
			case "unavailable":
				return unavailable(context, { error: removal.reason });
		}
	});
	addStateRoutes(app, sources);
	return app;
}

/** Reading and writing states, and the question whether that can be done; with words for all that goes wrong. */
export function addStateRoutes(app: Hono, { replicas, states, verify }: StateSources): void {
	app.get("/api/v1/state/:pod", async (context) => {
		const pod = context.req.param("pod");
		const problem = identityProblem(pod, replicas);
		if (problem) return refuse(context, problem);
		const answer = await states.read(pod);
		return answer.kind === "ok"
			? context.json({ identifier: pod, state: answer.state })
			: unavailable(context, { error: reasonOf(answer) });
	});

	app.put("/api/v1/state", bodyAtMost64KiB(), async (context) => {
		const write = parseWrite(await context.req.text());
		if (typeof write === "string") return refuse(context, { status: 400, error: write });
		const problem = identityProblem(write.identifier, replicas);
		if (problem) return refuse(context, problem);
		const answer = await states.write(write);
		switch (answer.kind) {
			case "ok":
				return context.json({ identifier: write.identifier, state: answer.state });
			case "conflict":
				return context.json(
					{
						error: `Another state of ${write.identifier} than "previous" is stored.`,
						state: answer.state,
					},
					409,
				);
			case "unavailable":
				return unavailable(context, { error: reasonOf(answer), applied: answer.applied });
		}
	});

	app.get("/api/v1/cp/verify", async (context) => {
		const waitSeconds = Number(context.req.query("waitSeconds") ?? 0);
		if (!(waitSeconds >= 0 && waitSeconds <= longestWaitSeconds)) {
			return refuse(context, {
				status: 400,
				error: `waitSeconds must be a number from 0 to ${longestWaitSeconds}.`,
			});
		}
		const end = performance.now() + waitSeconds * 1000;
		for (;;) {
			const found = verify();
			if (found.error === undefined) return context.json(found);
			if (performance.now() >= end || context.req.raw.signal.aborted) {
				return unavailable(context, found);
			}
			await new Promise((resume) => setTimeout(resume, pollSeconds * 1000));
		}
	});

	app.notFound((context) =>
		refuse(context, {
			status: 404,
			error: `There is nothing at ${context.req.path}: see /openapi.json.`,
		}),
	);
	app.onError((error, context) =>
		unavailable(context, {
			error: error.message,
			...(context.req.method === "PUT" && { applied: "unknown" }),
		}),
	);
}

/** Refuses a longer body with a sentence. */
export function bodyAtMost64KiB() {
	return bodyLimit({
		maxSize: 64 * 1024,
		onError: (context) => context.json({ error: "A body is at most 64 KiB long." }, 413),
	});
}

const writeBody = z.strictObject({
	identifier: z.string(),
	state: z.nullable(z.string()),
	previous: z.optional(z.nullable(z.string())),
});

/** A write, or what is wrong with it. */
export function parseWrite(text: string): Write | string {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return "The body is not JSON.";
	}
	const { data, error } = z.safeParse(writeBody, body);
	if (error) {
		const [issue] = error.issues;
		const where = issue?.path.join(".") || "the body";
		return `The body must be {"identifier": "pod-0", "state": text or null, "previous": text or null, which may be left out}: ${where} is wrong.`;
	}
	const { identifier, state, previous } = data;
	return previous === undefined ? { identifier, state } : { identifier, state, previous };
}

type Problem = { status: 400 | 404 | 409; error: string };

/** What is wrong with an identity, or null. */
export function identityProblem(pod: string, replicas: number): Problem | null {
	let ordinal: number;
	try {
		ordinal = ordinalOf(pod);
	} catch (error) {
		return { status: 400, error: (error as Error).message };
	}
	if (ordinal < replicas) return null;
	return {
		status: 404,
		error: `There is no replica ${pod}: there are pod-0 to pod-${replicas - 1}.`,
	};
}

function refuse(context: Context, { status, error }: Problem): Response {
	return context.json({ error }, status);
}

function unavailable(context: Context, body: object): Response {
	context.header("retry-after", String(retryAfterSeconds));
	return context.json(body, 503);
}

function reasonOf(answer: StateAnswer): string {
	return answer.kind === "unavailable" ? `The state can't be had: ${answer.reason}.` : "";
}
