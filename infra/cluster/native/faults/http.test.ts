import { expect, test } from "vitest";
import { faultInterface } from "./http.ts";
import type { FaultOrder } from "./order.ts";

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
