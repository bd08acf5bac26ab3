import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { type Answer, type Consensus, httpConsensus } from "./consensus.ts";
import { DecentralStorage } from "./decentral.ts";
import { failingOver } from "./failover.ts";
import { type Fault, fakeConsensus } from "./fakeConsensus.ts";
import { NotApplied } from "./outcome.ts";

const ok: Answer = { kind: "ok", text: "1" };
const unavailable: Answer = { kind: "unavailable", reason: "gone" };
const unknown: Answer = { kind: "unknown", reason: "no answer" };
const refused: Answer = { kind: "refused", reason: "401" };

const quick: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};

/** Members that answer so; each answer takes so many seconds of the clock. */
function members(answers: Answer[], secondsEach = 0.001) {
	const asked: { member: number; timeoutSeconds: number }[] = [];
	let now = 0;
	const consensus = (member: number): Consensus => {
		const answer = async (timeoutSeconds: number) => {
			asked.push({ member, timeoutSeconds });
			now += Math.min(secondsEach, timeoutSeconds);
			return answers[member] as Answer;
		};
		return {
			read: (_, timeoutSeconds) => answer(timeoutSeconds),
			write: (_, __, ___, timeoutSeconds) => answer(timeoutSeconds),
			verify: async (waitSeconds) =>
				(await answer(waitSeconds)).kind === "ok" ? { startedAt: 1 } : { reason: "not yet" },
		};
	};
	return {
		all: answers.map((_, i) => consensus(i)),
		clock: () => now,
		asked: () => asked.splice(0).map(({ member }) => member),
		timeouts: () => asked.splice(0).map((each) => each.timeoutSeconds),
		answers,
	};
}

describe("failing over", () => {
	test("each client begins with its own member, and keeps to it as long as it answers", async () => {
		for (const first of [0, 1, 2, 20]) {
			const { all, clock, asked } = members([ok, ok, ok]);
			const consensus = failingOver(all, first, clock);
			await consensus.read("pod-0", 1);
			await consensus.write("pod-0", "1", null, 1);
			await consensus.verify(1);
			expect(asked()).toEqual(new Array(3).fill(first % 3));
		}
	});

	test("a member that certainly did nothing is left for the next in the same call, for good", async () => {
		const { all, clock, asked, answers } = members([unavailable, ok, ok]);
		const consensus = failingOver(all, 0, clock);
		expect(await consensus.write("pod-0", "1", null, 1)).toEqual(ok);
		expect(asked()).toEqual([0, 1]);
		answers[0] = ok;
		await consensus.read("pod-0", 1);
		expect(asked()).toEqual([1]);
	});

	test("after an unknown outcome another member is asked, but not in the same call", async () => {
		const { all, clock, asked } = members([ok, ok, unknown]);
		const consensus = failingOver(all, 2, clock);
		expect(await consensus.write("pod-0", "1", null, 1)).toEqual(unknown);
		expect(asked()).toEqual([2]);
		await consensus.read("pod-0", 1);
		expect(asked()).toEqual([0]);
	});

	test("no call takes longer than its time, however many members are silent", async () => {
		const silent = members([unavailable, unavailable, ok], 1);
		const consensus = failingOver(silent.all, 0, silent.clock);
		expect(await consensus.read("pod-0", 1)).toEqual(unavailable);
		expect(silent.asked()).toEqual([0]);
		const slow = members([unavailable, unavailable, ok], 0.3);
		await failingOver(slow.all, 0, slow.clock).read("pod-0", 1);
		const [first, second, third] = slow.timeouts();
		expect(first).toBe(1);
		expect(second).toBeCloseTo(0.7);
		expect(third).toBeCloseTo(0.4);
	});

	test("what no member will take is refused by the first", async () => {
		const { all, clock, asked } = members([refused, ok]);
		expect(await failingOver(all, 0, clock).read("pod-0", 1)).toEqual(refused);
		expect(asked()).toEqual([0]);
	});

	test("whether it has formed is asked of one after another", async () => {
		const { all, clock, asked } = members([unavailable, unavailable, ok]);
		const consensus = failingOver(all, 0, clock);
		expect(await consensus.verify(2)).toEqual({ reason: "not yet" });
		expect(await consensus.verify(2)).toEqual({ reason: "not yet" });
		expect(await consensus.verify(2)).toEqual({ startedAt: 1 });
		expect(asked()).toEqual([0, 1, 2]);
	});

	test("when nobody can be had each is asked once, and nothing was applied", async () => {
		const { all, clock, asked } = members(new Array(3).fill(unavailable));
		const consensus = failingOver(all, 1, clock);
		expect(await consensus.write("pod-0", "1", null, 1)).toEqual(unavailable);
		expect(asked()).toEqual([1, 2, 0]);
	});
});

/** Three members over one map, as Raft makes them. */
function storageOver(nextFault: (member: number) => Fault | null) {
	let member = 0;
	const store = fakeConsensus(() => nextFault(member));
	const all = [0, 1, 2].map((each) =>
		httpConsensus(`http://hybrid-${each}.hybrid:32200`, (...request) => {
			member = each;
			return store.request(...request);
		}),
	);
	const storage = new DecentralStorage(failingOver(all, 0), {
		retry: quick,
		precedes: (_, stored, value) => Number(stored) < Number(value),
	});
	return { store, storage };
}

testAdapterContract("three members in memory", () => storageOver(() => null).storage);

test("with two of three members gone every update is acknowledged, once and in order", async () => {
	const { store, storage } = storageOver((member) => (member < 2 ? "refused" : null));
	for (const value of ["1", "2", "3"]) await storage.set("pod-0", { value });
	expect(store.updates("pod-0")).toEqual(["1", "2", "3"]);
});

test("a member that answers reads and leaves every write unknown costs no update", async () => {
	const { store, storage } = storageOver((member) => (member === 0 ? "unknown-dropped" : null));
	for (const value of ["1", "2", "3"]) await storage.set("pod-0", { value });
	expect(store.updates("pod-0")).toEqual(["1", "2", "3"]);
});

test("whatever members do, updates come once each and in order, and outcomes tell the truth", async () => {
	const fault = fc.constantFrom<Fault | null>(
		...([null, null, null, "refused", "applied-lost"] as const),
		...(["dropped-lost", "late", "unavailable"] as const),
		...(["unknown-applied", "unknown-dropped"] as const),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(fault, { maxLength: 60 }), async (list) => {
			const { store, storage } = storageOver(() => list.shift() ?? null);
			for (let value = 0; value < 12; value++) {
				const outcome = await storage
					.set("pod-0", { value: String(value) })
					.then(() => "ok" as const)
					.catch((error: unknown) => (error instanceof NotApplied ? "fail" : "unknown"));
				const updates = store.updates("pod-0").map(Number);
				expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b));
				if (outcome === "ok") expect(updates.at(-1)).toBe(value);
				if (outcome === "fail") expect(updates).not.toContain(value);
			}
		}),
		{ numRuns: 300 },
	);
});
