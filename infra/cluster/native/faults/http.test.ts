import { expect, test } from "vitest";
import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import { faultInterface } from "./http.ts";
import { HalfInjected, undoParts } from "./undo.ts";

const freeze = {
	do: "freeze",
	containers: ["0".repeat(64)],
	lastsSeconds: 10,
};

function agent({ broken = false } = {}) {
	const done: FaultOrder[] = [];
	const undone: string[] = [];
	const timers: (() => void)[] = [];
	const { app, undoAll } = faultInterface("secret", {
		inject(order) {
			if (broken) throw new Error("No process of the container runs.");
			done.push(order);
			return "lastsSeconds" in order ? () => undone.push(order.do) : null;
		},
		later: (_, work) => timers.push(work),
		trouble: () => {},
	});
	const ask = (method: string, body?: unknown, token = "secret") =>
		app.request("/faults", {
			method,
			headers: { authorization: `Bearer ${token}` },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	return { ask, done, undone, timers, undoAll };
}

test("an order is done, and what lasts is undone by itself, once", async () => {
	const { ask, done, undone, timers } = agent();
	expect((await ask("POST", freeze)).status).toBe(201);
	expect(done).toEqual([freeze]);
	expect(undone).toEqual([]);
	for (const timer of timers) timer();
	for (const timer of timers) timer();
	expect(undone).toEqual(["freeze"]);
});

test("whoever stops early has everything undone at once", async () => {
	const { ask, undone, timers } = agent();
	await ask("POST", freeze);
	await ask("POST", { do: "stop-api-server", lastsSeconds: 5 });
	expect((await ask("DELETE")).status).toBe(204);
	expect(undone).toEqual(["freeze", "stop-api-server"]);
	for (const timer of timers) timer();
	expect(undone).toHaveLength(2);
});

test("without the token nothing is done", async () => {
	const { ask, done } = agent();
	expect((await ask("POST", freeze, "guess")).status).toBe(401);
	expect(done).toEqual([]);
});

test.each([
	null,
	{ do: "explode" },
	{ ...freeze, containers: ["../../etc"] },
	{ ...freeze, lastsSeconds: 0 },
	{ do: "cut-off", addresses: ["-j ACCEPT"], lastsSeconds: 1 },
])("%j is refused", async (order) => {
	const { ask, done } = agent();
	const response = await ask("POST", order);
	expect(response.status).toBe(400);
	expect(await response.json()).toEqual({
		message: expect.stringMatching(/^Not a fault order: /),
	});
	expect(done).toEqual([]);
});

test("what can't be done is said", async () => {
	const { ask } = agent({ broken: true });
	const response = await ask("POST", freeze);
	expect(response.status).toBe(409);
	expect(await response.json()).toEqual({
		message: "No process of the container runs.",
	});
});

/** An agent with one fault, of which two parts can't be undone so many times. */
function stubborn(failures: number) {
	const timers: (() => void)[] = [];
	const parts = ["a", "b", "c"].map((what, i) => {
		let left = i === 0 ? 0 : failures;
		return {
			what,
			undo() {
				if (left-- > 0) throw new Error("locked");
			},
		};
	});
	const { app } = faultInterface("secret", {
		inject: () => undoParts(parts),
		later: (_, work) => timers.push(work),
		trouble: () => {},
	});
	const ask = async (method: string, path = "", body?: unknown) => {
		const response = await app.request(`/faults${path}`, {
			method,
			headers: { authorization: "Bearer secret" },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return {
			status: response.status,
			body: text === "" ? null : JSON.parse(text),
		};
	};
	return { ask, timers };
}

test("while something stands, that is told, each time it is asked, and tried again", async () => {
	const { ask } = stubborn(2);
	await ask("POST", "", freeze);
	expect((await ask("GET")).body.standing).toMatchObject([{ do: "freeze", standing: true, order: freeze }]);
	const first = await ask("DELETE");
	expect(first.status).toBe(500);
	expect(first.body.message).toBe("Faults still stand: freeze: b (locked); c (locked).");
	expect(first.body.standing[0].stands).toEqual(["b (locked)", "c (locked)"]);
	expect((await ask("DELETE")).status).toBe(500);
	expect((await ask("DELETE")).status).toBe(204);
	expect((await ask("GET")).body).toEqual({ standing: [] });
});

test("what couldn't be undone at its time is tried again by itself", async () => {
	const { ask, timers } = stubborn(3);
	const { body } = await ask("POST", "", freeze);
	// Those that are added meanwhile come last.
	for (const timer of timers) timer();
	expect((await ask("GET", `/${body.id}`)).body).toMatchObject({
		standing: false,
		stands: [],
		trouble: null,
	});
	expect((await ask("DELETE")).status).toBe(204);
});

test("nothing is known of a fault that was never ordered", async () => {
	expect((await stubborn(0).ask("GET", "/none")).status).toBe(404);
});

test("an injection that failed half-way is refused with what stands, and undone by itself", async () => {
	let failures = 1;
	const timers: (() => void)[] = [];
	const { app } = faultInterface("secret", {
		inject() {
			throw new HalfInjected("No memory.", "still stands: a", () => {
				if (failures-- > 0) throw new Error("locked");
			});
		},
		later: (_, work) => timers.push(work),
		trouble: () => {},
	});
	const headers = { authorization: "Bearer secret" };
	const body = JSON.stringify(freeze);
	const refused = await app.request("/faults", {
		method: "POST",
		headers,
		body,
	});
	expect(refused.status).toBe(409);
	expect(await refused.json()).toMatchObject({
		standing: [{ do: "freeze", standing: true }],
	});
	for (const timer of timers) timer();
	const standing = await app.request("/faults", { headers });
	expect(await standing.json()).toEqual({ standing: [] });
});
