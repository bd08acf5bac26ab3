import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import * as z from "zod/mini";
import { ordinalOf } from "../../../schema/raftGroups.ts";
import { parseJson } from "../../json.ts";
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
		const pod = checkedIdentity(context.req.param("pod"), sources.replicas);
		const removal = await sources.remove(pod);
		switch (removal.kind) {
			case "removed":
				return context.json({ removed: removal.uuid });
			case "unknown":
				throw refusal(404, `${pod} has no member in the CP Subsystem.`);
			case "alive":
				throw refusal(409, `The member of ${pod} is alive: only a crashed one can be removed.`);
			case "unavailable":
				return unavailable(context, { error: removal.reason });
		}
	});
	addStateRoutes(app, sources);
	return app;
}

/** Reading and writing states, and whether that can be done; with words for all that goes wrong. */
export function addStateRoutes(app: Hono, { replicas, states, verify }: StateSources): void {
	app.get("/api/v1/state/:pod", async (context) => {
		const pod = checkedIdentity(context.req.param("pod"), replicas);
		const answer = await states.read(pod);
		return answer.kind === "ok"
			? context.json({ identifier: pod, state: answer.state })
			: unavailable(context, { error: reasonOf(answer) });
	});

	app.put("/api/v1/state", bodyAtMost64KiB(), async (context) => {
		const write = checkedWrite(await context.req.text(), replicas);
		const { identifier } = write;
		const answer = await states.write(write);
		const { kind } = answer;
		if (kind === "ok") return context.json({ identifier, state: answer.state });
		if (kind === "unavailable") {
			return unavailable(context, { error: reasonOf(answer), applied: answer.applied });
		}
		const error = `Another state of ${identifier} than "previous" is stored.`;
		return context.json({ error, state: answer.state }, 409);
	});

	app.get("/api/v1/cp/verify", async (context) => {
		const waitSeconds = Number(context.req.query("waitSeconds") ?? 0);
		if (!(waitSeconds >= 0 && waitSeconds <= longestWaitSeconds)) {
			throw refusal(400, `waitSeconds must be a number from 0 to ${longestWaitSeconds}.`);
		}
		const end = performance.now() + waitSeconds * 1000;
		for (;;) {
			const found = verify();
			if (found.error === undefined) return context.json(found);
			if (performance.now() >= end || context.req.raw.signal.aborted) return unavailable(context, found);
			await new Promise((resume) => setTimeout(resume, pollSeconds * 1000));
		}
	});

	app.notFound((context) =>
		context.json({ error: `There is nothing at ${context.req.path}: see /openapi.json.` }, 404),
	);
	app.onError((error, context) => {
		if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
		const applied = context.req.method === "PUT" ? { applied: "unknown" } : {};
		return unavailable(context, { error: error.message, ...applied });
	});
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
	const body = parseJson(text);
	if (body === undefined) return "The body is not JSON.";
	const { data, error } = z.safeParse(writeBody, body);
	if (error) {
		const [issue] = error.issues;
		const where = issue?.path.join(".") || "the body";
		return `The body must be {"identifier": "pod-0", "state": text or null, "previous": text or null, which may be left out}: ${where} is wrong.`;
	}
	const { identifier, state, previous } = data;
	return previous === undefined ? { identifier, state } : { identifier, state, previous };
}

/** @throws HTTPException that says what is wrong with it */
export function checkedWrite(text: string, replicas: number): Write {
	const write = parseWrite(text);
	if (typeof write === "string") throw refusal(400, write);
	checkedIdentity(write.identifier, replicas);
	return write;
}

/** @throws HTTPException that says what is wrong with it */
export function checkedIdentity(pod: string, replicas: number): string {
	let ordinal: number;
	try {
		ordinal = ordinalOf(pod);
	} catch (error) {
		throw refusal(400, (error as Error).message);
	}
	if (ordinal < replicas) return pod;
	throw refusal(404, `There is no replica ${pod}: there are pod-0 to pod-${replicas - 1}.`);
}

function refusal(status: 400 | 404 | 409, message: string): HTTPException {
	return new HTTPException(status, { message });
}

function unavailable(context: Context, body: object): Response {
	context.header("retry-after", String(retryAfterSeconds));
	return context.json(body, 503);
}

function reasonOf(answer: StateAnswer): string {
	return answer.kind === "unavailable" ? `The state can't be had: ${answer.reason}.` : "";
}
