import { expect, test, vi } from "vitest";
import { StateRouteKeeper } from "./stateRoute.ts";
import type { StateAnswer } from "./states.ts";
import { virtualTime } from "./virtualTime.fixture.ts";

vi.mock("node:timers/promises", async () => {
	const { virtualTime: time } = await import("./virtualTime.fixture.ts");
	return { setTimeout: time.sleep };
});

const { pass, clock } = virtualTime;

function kept(first: { member: boolean; peer: boolean; answer: StateAnswer }) {
	const now = { ...first };
	const seen = { searches: [] as number[], reads: 0, served: 0 };
	const keeper = new StateRouteKeeper({
		memberAnswers: () => now.member,
		exists: () => now.member || now.peer,
		async search() {
			seen.searches.push(clock());
		},
		async read() {
			seen.reads++;
			return now.answer;
		},
		onServed() {
			seen.served++;
		},
		clock,
	});
	void keeper.keep();
	return { now, seen, keeper };
}

const ok: StateAnswer = { kind: "ok", state: null };
const unavailable: StateAnswer = {
	kind: "unavailable",
	applied: "no",
	reason: "not yet",
};

test("as long as nobody answers, peers are asked ever more seldom", async () => {
	const { seen, keeper } = kept({ member: false, peer: false, answer: ok });
	await pass(30);
	const pauses = seen.searches.slice(1).map((at, i) => at - (seen.searches[i] ?? 0));
	for (const [i, pause] of pauses.entries()) {
		expect(pause).toBeGreaterThanOrEqual((pauses[i - 1] ?? 0) - 0.11);
		expect(pause).toBeLessThan(3.2);
	}
	expect(pauses.at(-1)).toBeGreaterThan(2.9);
	expect(seen.reads).toBe(0);
	expect(keeper.served).toBe(false);
});

test("it serves with the first state that was read, by whatever way, and reads no more", async () => {
	const { now, seen, keeper } = kept({
		member: false,
		peer: true,
		answer: unavailable,
	});
	await pass(1);
	expect(keeper.served).toBe(false);
	now.answer = ok;
	await pass(1);
	expect(keeper.served).toBe(true);
	const { reads } = seen;
	now.answer = unavailable;
	await pass(10);
	expect(keeper.served).toBe(true);
	expect(seen.reads).toBe(reads);
	expect(seen.served).toBe(1);
});

test("peers are asked only while the own member is away, and then at once", async () => {
	const { now, seen } = kept({ member: true, peer: false, answer: ok });
	await pass(20);
	expect(seen.searches).toEqual([]);
	now.member = false;
	const since = clock();
	await pass(2);
	expect((seen.searches[0] ?? Number.NaN) - since).toBeLessThan(0.6);
});
