import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Factors } from "./factors.ts";
import { planOf } from "./plan.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const factors: Factors = {
	modes: ["central", "decentral"],
	replicas: [5, 9],
	protocols: ["quick", "thesis"],
	faults: ["delete-pods", "overlap"],
	repeat: 3,
	seed: 1,
	set: {},
};
const plan = planOf(factors);
const ids = (changed: Partial<Factors>) => planOf({ ...factors, ...changed }).runs.map(({ id }) => id);

/** One for each line of the error. */
function problemsOf(changed: Partial<Factors>): string[] {
	try {
		planOf({ ...factors, ...changed });
		return [];
	} catch (error) {
		return (error as Error).message.split("\n");
	}
}

test("every cell has each of its repetitions once", () => {
	expect(new Set(plan.runs.map(({ id }) => id)).size).toBe(2 * 2 * 2 * 2 * 3);
	expect(plan.runs).toHaveLength(2 * 2 * 2 * 2 * 3);
	expect(plan.runs.map(({ id }) => id)).toContain("decentral-9 thesis overlap 2/3");
});

test("a repetition comes after those before it, and each has an order of its own", () => {
	const cellsPerRepetition = plan.runs.length / 3;
	const blocks = [0, 1, 2].map((i) => plan.runs.slice(i * cellsPerRepetition, (i + 1) * cellsPerRepetition));
	for (const [i, block] of blocks.entries()) {
		expect(block.every(({ id }) => id.endsWith(`${i + 1}/3`))).toBe(true);
	}
	const orders = blocks.map((block) => block.map(({ cell }) => cell.id).join());
	expect(new Set(orders).size).toBe(3);
});

test("the same factors give the same plan, in whatever order they are named", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
			const again = planOf({
				...factors,
				seed,
				modes: ["decentral", "central"],
				replicas: [9, 5],
			});
			expect(again).toEqual(planOf({ ...factors, seed }));
		}),
		{ numRuns: 20 },
	);
});

test("another seed gives another order and another sweep", () => {
	expect(ids({ seed: 2 })).not.toEqual(ids({}));
	expect(planOf({ ...factors, seed: 2 }).id).not.toBe(plan.id);
});

test("all that decides what is run makes another sweep", () => {
	const others = [
		{ modes: ["central"] },
		{ replicas: [5] },
		{ protocols: ["quick"] },
		{ faults: ["overlap"] },
		{ repeat: 2 },
		{ set: { interval: "2" } },
	].map((changed) => planOf({ ...factors, ...changed }).id);
	expect(new Set([plan.id, ...others]).size).toBe(others.length + 1);
});

test("twins see the same faults: a repetition's seed is the same in every cell, and no other repetition's", () => {
	const seeds = new Map<string, Set<number>>();
	for (const { id, seed } of plan.runs) {
		const number = id.split(" ").at(-1) ?? "";
		seeds.set(number, (seeds.get(number) ?? new Set()).add(seed));
	}
	const all = [...seeds.values()].flatMap((each) => [...each]);
	expect(all).toHaveLength(3);
	expect(new Set(all).size).toBe(3);
});

test("more repetitions leave the seeds of the first ones as they are", () => {
	const seedOf = (repeat: number) =>
		planOf({ ...factors, repeat }).runs.find(({ id }) => id.endsWith(` 2/${repeat}`))?.seed;
	expect(seedOf(5)).toBe(seedOf(3));
});

test("without a number, each protocol says how often it is repeated", () => {
	const { runs } = planOf({ ...factors, repeat: null });
	const count = (protocol: string) =>
		runs.filter(({ cell }) => cell.id.startsWith(`central-5 ${protocol} over`)).length;
	expect(count("quick")).toBe(3);
	expect(count("thesis")).toBe(5);
});

test("without faults of its own, a cell is called by its protocol", () => {
	const { runs } = planOf({
		...factors,
		modes: ["central"],
		replicas: [5],
		protocols: ["quick"],
		faults: [null],
		set: { interval: "0.5" },
	});
	expect(runs.map(({ id }) => id)).toEqual(["central-5 quick 1/3", "central-5 quick 2/3", "central-5 quick 3/3"]);
	expect(runs[0]?.cell.config).toEqual({ protocol: "quick", interval: "0.5" });
});

test("the contents of a protocol's file decide the plan, too", () => {
	const file = join(folder, "mine.yaml");
	const own = { ...factors, protocols: [file], faults: [null] };
	writeFileSync(file, "durationSeconds: 10\n");
	const before = planOf(own);
	writeFileSync(file, "durationSeconds: 20\n");
	expect(planOf(own).id).not.toBe(before.id);
	expect(before.runs.map(({ id }) => id)).toContain("central-5 mine 1/3");
});

test("protocols that share a name are refused", () => {
	const file = join(folder, "quick.yaml");
	writeFileSync(file, "durationSeconds: 10\n");
	expect(() =>
		planOf({
			...factors,
			modes: ["central"],
			replicas: [5],
			protocols: ["quick", file],
			faults: [null],
		}),
	).toThrow(new Error("central-5 quick: Two of the protocols have the same name: give one of them another."));
});

test("the problems of all cells are told at once, with the sweep's options as the remedy", () => {
	const problems = problemsOf({
		modes: ["central", "hopeful"],
		replicas: [5],
		protocols: ["quick"],
		faults: ["delete-pods", "explode", "freeze:hazelcast"],
	});
	expect(problems).toEqual([
		expect.stringMatching(
			/^central-5 quick explode: Invalid value for holdfast:fault: "explode"\..* Change it with "--faults …"\.$/,
		),
		'central-5 quick freeze:hazelcast: The fault 1 (freeze:hazelcast) is aimed at the container "hazelcast", but the mode "central" has only: app.',
		'hopeful-5 quick delete-pods, hopeful-5 quick explode, hopeful-5 quick freeze:hazelcast: The stack\'s name "hopeful-5" asks for the mode "hopeful". Allowed modes are: central, decentral, hybrid, decentral-etcd, central-etcd, volume, standby, none, lying, study.',
	]);
});

test("a problem of many cells is told once", () => {
	expect(
		problemsOf({
			modes: ["central"],
			protocols: ["quick"],
			set: { failures: "x" },
		}),
	).toEqual([
		'central-5 quick delete-pods, central-5 quick overlap: Invalid value for holdfast:failures: "x". Allowed: a whole number from 0 to 5. Change it with "--set failures=…".',
		'central-9 quick delete-pods, central-9 quick overlap: Invalid value for holdfast:failures: "x". Allowed: a whole number from 0 to 9. Change it with "--set failures=…".',
	]);
	expect(problemsOf({ set: { groupSize: "9" } })).toEqual([
		expect.stringMatching(/^central-5 quick delete-pods, .*, .* and 13 more: /),
	]);
});

test("a configuration that a protocol's file doesn't take is to be left out", () => {
	const file = join(folder, "strict.yaml");
	writeFileSync(file, "durationSeconds: 10\n");
	expect(() =>
		planOf({
			...factors,
			modes: ["central"],
			replicas: [5],
			protocols: [file],
			faults: ["overlap"],
		}),
	).toThrow('say it there, and leave "--faults …" out.');
});

test("a protocol without an experiment is refused", () => {
	expect(() => planOf({ ...factors, protocols: ["none"] })).toThrow(
		"--protocol none runs no experiment: leave it out.",
	);
});
