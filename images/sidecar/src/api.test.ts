import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type ApiSources, parseWrite, type Removal, studyInterface, type Verification } from "./api.ts";
import { fakeConnection } from "./hazelcast/fakeConnection.ts";
import { statesOfOwnReplicas } from "./hazelcast/layout.ts";
import { memberStates } from "./hazelcast/memberStates.ts";
import { openApi } from "./openapi.ts";
import type { StateAnswer } from "./states.ts";

const layout = statesOfOwnReplicas({
	pod: "pod-0",
	ordinal: 0,
	replicas: 5,
	groupSize: 5,
});
const uuid = "0b3e5d6a-8f0c-4a53-9d4e-2f6c3a1b7d01";
const serving: Verification = {
	formed: true,
	startedAt: 1000.5,
	group: "group-0",
	cpMembers: 5,
	replicas: 5,
	lostMajority: [],
};
const waiting: Verification = {
	...serving,
	formed: false,
	error: "The cluster hasn't formed yet.",
};
const unavailable = (applied: "no" | "unknown") => {
	const answer: StateAnswer = {
		kind: "unavailable",
		applied,
		reason: "no leader",
	};
	return { read: async () => answer, write: async () => answer };
};

/** The interface over five replicas' states in memory, `pod-0`'s being "1". */
function api(sources: Partial<ApiSources> = {}) {
	const connection = fakeConnection();
	connection.values.set("pod-0@group-0", "1");
	const app = studyInterface({
		replicas: 5,
		states: memberStates(connection, layout, 10),
		verify: () => serving,
		remove: async () => ({ kind: "removed", uuid }),
		...sources,
	});
	const send = async (method: string, path: string, body?: unknown) => {
		const answer = await app.request(path, {
			method,
			...(body !== undefined && {
				body: typeof body === "string" ? body : JSON.stringify(body),
				headers: { "content-type": "application/json" },
			}),
		});
		return {
			status: answer.status,
			retryAfter: answer.headers.get("retry-after"),
			body: (await answer.json()) as Record<string, unknown>,
		};
	};
	return { app, connection, send };
}

const removing = (removal: Removal) => ({ remove: async () => removal });
const to = (identifier: string, more = {}) => ({
	identifier,
	state: "2",
	...more,
});

/** A request for every answer that the description has. */
const cases: {
	template: keyof typeof openApi.paths;
	method: "get" | "put" | "delete";
	path: string;
	status: number;
	sources?: Partial<ApiSources>;
	body?: unknown;
}[] = [
	...(
		[
			["pod-0", 200],
			["web-0", 400],
			["pod-5", 404],
			["pod-0", 503, { states: unavailable("no") }],
		] as const
	).map(([pod, status, sources]) => ({
		template: "/api/v1/state/{pod}" as const,
		method: "get" as const,
		path: `/api/v1/state/${pod}`,
		status,
		...(sources && { sources }),
	})),
	...(
		[
			[to("pod-0"), 200],
			["{", 400],
			[to("web-0"), 400],
			[to("pod-5"), 404],
			[to("pod-0", { previous: "0" }), 409],
			["x".repeat(64 * 1024 + 1), 413],
			[to("pod-0"), 503, { states: unavailable("unknown") }],
		] as const
	).map(([body, status, sources]) => ({
		template: "/api/v1/state" as const,
		method: "put" as const,
		path: "/api/v1/state",
		status,
		body,
		...(sources && { sources }),
	})),
	...(
		[
			["pod-0", 200],
			["0", 400],
			["pod-5", 404],
			["pod-0", 404, removing({ kind: "unknown" })],
			["pod-0", 409, removing({ kind: "alive" })],
			["pod-0", 503, removing({ kind: "unavailable", reason: "No leader." })],
		] as const
	).map(([pod, status, sources]) => ({
		template: "/api/v1/cp/{pod}" as const,
		method: "delete" as const,
		path: `/api/v1/cp/${pod}`,
		status,
		...(sources && { sources }),
	})),
	...(
		[
			["", 200],
			["?waitSeconds=x", 400],
			["", 503, { verify: () => waiting }],
		] as const
	).map(([query, status, sources]) => ({
		template: "/api/v1/cp/verify" as const,
		method: "get" as const,
		path: `/api/v1/cp/verify${query}`,
		status,
		...(sources && { sources }),
	})),
];

interface Documented {
	content: { "application/json": { schema: { $ref: string } } };
	headers?: Record<string, object>;
}

function responsesOf(template: string, method: string): Record<string, Documented> {
	const paths = openApi.paths as Record<string, Record<string, { responses: Record<string, Documented> }>>;
	return paths[template]?.[method]?.responses ?? {};
}

function schemaOf({ content }: Documented): z.ZodType {
	const name = content["application/json"].schema.$ref.split("/").at(-1) ?? "";
	const schemas = openApi.components.schemas as Record<string, object>;
	return z.fromJSONSchema(structuredClone(schemas[name]) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe("the description", () => {
	test("it is served", async () => {
		const { status, body } = await api().send("GET", "/openapi.json");
		expect(status).toBe(200);
		expect(body).toEqual(openApi);
	});

	test.each(cases)(
		"$method $path answers $status as described",
		async ({ template, method, path, status, sources, body }) => {
			const answer = await api(sources).send(method.toUpperCase(), path, body);
			expect(answer.status).toBe(status);
			const described = responsesOf(template, method)[status] as Documented;
			expect(described).toBeDefined();
			expect(schemaOf(described).safeParse(answer.body).error).toBeUndefined();
			expect(answer.retryAfter !== null).toBe("Retry-After" in (described.headers ?? {}));
			if (status !== 200) expect(answer.body.error).toMatch(/^\S.+\.$/);
		},
	);

	test("every answer that it has was asked for above, and no other came", () => {
		const described = Object.entries(openApi.paths).flatMap(([path, methods]) =>
			Object.keys(methods).flatMap((method) =>
				Object.keys(responsesOf(path, method)).map((status) => `${method} ${path} ${status}`),
			),
		);
		const asked = cases.map(({ method, template, status }) => `${method} ${template} ${status}`);
		expect([...new Set(asked)].toSorted()).toEqual(described.toSorted());
	});

	test("an unknown number of CP members is described too", async () => {
		const { body } = await api({
			verify: () => ({ ...waiting, cpMembers: null }),
		}).send("GET", "/api/v1/cp/verify");
		const described = responsesOf("/api/v1/cp/verify", "get")["503"];
		expect(schemaOf(described as Documented).safeParse(body).error).toBeUndefined();
	});

	test("a write that broke down answers as described too", async () => {
		const broken = () => Promise.reject(new Error("Broken."));
		const { status, body } = await api({
			states: { read: broken, write: broken },
		}).send("PUT", "/api/v1/state", to("pod-0"));
		const described = responsesOf("/api/v1/state", "put")[status];
		expect(schemaOf(described as Documented).safeParse(body).error).toBeUndefined();
	});
});

describe("states", () => {
	test("a state is read, and null where none is stored", async () => {
		const { send } = api();
		expect((await send("GET", "/api/v1/state/pod-0")).body).toEqual({
			identifier: "pod-0",
			state: "1",
		});
		expect((await send("GET", "/api/v1/state/pod-4")).body).toEqual({
			identifier: "pod-4",
			state: null,
		});
	});

	test("without `previous` a write overwrites, with it it compares, and null stands for nothing stored", async () => {
		const { send, connection } = api();
		const put = (body: object) => send("PUT", "/api/v1/state", body);
		const key = "pod-0@group-0";
		expect((await put(to("pod-0"))).body).toEqual(to("pod-0"));
		expect(connection.values.get(key)).toBe("2");
		expect((await put(to("pod-0", { previous: null }))).status).toBe(409);
		expect((await put(to("pod-0", { previous: "2" }))).status).toBe(200);
		expect((await put(to("pod-1", { previous: null }))).status).toBe(200);
		expect((await put({ identifier: "pod-0", state: null })).status).toBe(200);
		expect(connection.values.get(key)).toBeNull();
	});

	test("a conflict carries the state that is stored, and stores nothing", async () => {
		const { send, connection } = api();
		const { status, body } = await send("PUT", "/api/v1/state", to("pod-0", { previous: "0" }));
		expect(status).toBe(409);
		expect(body).toEqual({
			error: 'Another state of pod-0 than "previous" is stored.',
			state: "1",
		});
		expect(connection.values.get("pod-0@group-0")).toBe("1");
	});

	test("a write that can't be answered says whether it may have been applied, and when to come again", async () => {
		for (const applied of ["no", "unknown"] as const) {
			const { status, body, retryAfter } = await api({
				states: unavailable(applied),
			}).send("PUT", "/api/v1/state", to("pod-0"));
			expect(status).toBe(503);
			expect(retryAfter).toBe("1");
			expect(body).toEqual({
				error: "The state can't be had: no leader.",
				applied,
			});
		}
	});

	test("a body of exactly 64 KiB is taken, and one byte more isn't", async () => {
		const { send } = api();
		const empty = JSON.stringify(to("pod-0", { state: "" })).length;
		const put = (bytes: number) => send("PUT", "/api/v1/state", to("pod-0", { state: "x".repeat(bytes - empty) }));
		expect((await put(64 * 1024)).status).toBe(200);
		const { status, body } = await put(64 * 1024 + 1);
		expect(status).toBe(413);
		expect(body).toEqual({ error: "A body is at most 64 KiB long." });
	});

	test.each([
		["{", "The body is not JSON."],
		["", "The body is not JSON."],
		["7", "the body is wrong"],
		["{}", "identifier is wrong"],
		['{"identifier":"pod-0"}', "state is wrong"],
		['{"identifier":"pod-0","state":1}', "state is wrong"],
		['{"identifier":0,"state":"1"}', "identifier is wrong"],
		['{"identifier":"pod-0","state":"1","previous":1}', "previous is wrong"],
		['{"identifier":"pod-0","state":"1","prev":"0"}', "the body is wrong"],
	])("the body %s is refused: %s", async (text, what) => {
		const { send, connection } = api();
		const { status, body } = await send("PUT", "/api/v1/state", text);
		expect(status).toBe(400);
		expect(body.error).toContain(what);
		expect(connection.calls).toEqual([]);
	});

	test("whoever is no replica is refused with the identity, and what there is", async () => {
		const { send } = api();
		expect((await send("GET", "/api/v1/state/pod-01")).body.error).toBe(
			'"pod-01" is no replica\'s identity such as pod-0.',
		);
		expect((await send("GET", "/api/v1/state/pod-5")).body.error).toBe(
			"There is no replica pod-5: there are pod-0 to pod-4.",
		);
	});

	test("every write is parsed back to itself, `previous` absent or null as it was", () => {
		const text = fc.option(fc.string());
		const write = fc.record(
			{ identifier: fc.string(), state: text, previous: text },
			{ requiredKeys: ["identifier", "state"], noNullPrototype: true },
		);
		fc.assert(
			fc.property(write, (each) => {
				const parsed = parseWrite(JSON.stringify(each));
				expect(parsed).toEqual(each);
				expect("previous" in (parsed as object)).toBe("previous" in each);
			}),
		);
	});

	test("any other text is answered with a sentence, never with an exception", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
				const parsed = parseWrite(text);
				if (typeof parsed === "string") expect(parsed).toMatch(/\.$/);
			}),
		);
	});
});

describe("members", () => {
	test("a removal names the member, and each refusal its reason", async () => {
		const remove = async (removal: Removal) => (await api(removing(removal)).send("DELETE", "/api/v1/cp/pod-1")).body;
		expect(await remove({ kind: "removed", uuid })).toEqual({ removed: uuid });
		expect(await remove({ kind: "unknown" })).toEqual({
			error: "pod-1 has no member in the CP Subsystem.",
		});
		expect(await remove({ kind: "alive" })).toEqual({
			error: "The member of pod-1 is alive: only a crashed one can be removed.",
		});
		expect(await remove({ kind: "unavailable", reason: "No." })).toEqual({
			error: "No.",
		});
	});

	test("a replica that doesn't exist isn't removed", async () => {
		const removed: string[] = [];
		const { send } = api({
			remove: async (pod) => {
				removed.push(pod);
				return { kind: "removed", uuid };
			},
		});
		await send("DELETE", "/api/v1/cp/pod-5");
		await send("DELETE", "/api/v1/cp/verify");
		expect(removed).toEqual([]);
	});
});

describe("verification", () => {
	test("it tells what is known, at once", async () => {
		const { status, body } = await api().send("GET", "/api/v1/cp/verify");
		expect(status).toBe(200);
		expect(body).toEqual(serving);
	});

	test("it waits until the cluster serves", async () => {
		let asked = 0;
		const { send } = api({ verify: () => (++asked < 3 ? waiting : serving) });
		const { status } = await send("GET", "/api/v1/cp/verify?waitSeconds=30");
		expect(status).toBe(200);
		expect(asked).toBe(3);
	});

	test("it waits no longer than asked, and says then why it doesn't serve", async () => {
		let asked = 0;
		const { send } = api({
			verify: () => {
				asked++;
				return waiting;
			},
		});
		const { status, body, retryAfter } = await send("GET", "/api/v1/cp/verify?waitSeconds=0.15");
		expect(status).toBe(503);
		expect(body).toEqual(waiting);
		expect(retryAfter).toBe("1");
		expect(asked).toBeGreaterThan(1);
	});

	test("it doesn't go on waiting for somebody who has gone", async () => {
		let asked = 0;
		const gone = new AbortController();
		const { app } = api({
			verify: () => {
				if (++asked === 2) gone.abort();
				return waiting;
			},
		});
		await Promise.resolve(app.request("/api/v1/cp/verify?waitSeconds=60", { signal: gone.signal })).catch(() => {});
		expect(asked).toBe(2);
	});

	test.each(["-1", "61", "x", "NaN", "Infinity"])("waitSeconds=%s is refused", async (seconds) => {
		const { status, body } = await api().send("GET", `/api/v1/cp/verify?waitSeconds=${seconds}`);
		expect(status).toBe(400);
		expect(body.error).toBe("waitSeconds must be a number from 0 to 60.");
	});
});

test("elsewhere there is nothing, which is said with where to look", async () => {
	for (const [method, path] of [
		["GET", "/"],
		["POST", "/api/v1/state"],
		["GET", "/peer/view"],
		["GET", "/metrics"],
	] as const) {
		const { status, body } = await api().send(method, path);
		expect(status).toBe(404);
		expect(body.error).toBe(`There is nothing at ${path}: see /openapi.json.`);
	}
});
