import { expect, test } from "vitest";
import { planJson, planText } from "./dryRun.ts";
import { planOf } from "./plan.ts";

const plan = planOf({
	modes: ["central"],
	replicas: [5],
	protocols: ["quick"],
	faults: [null],
	repeat: 2,
	seed: 1,
	set: {},
});
const [one, two] = plan.runs.map(({ seed }) => String(seed)) as [string, string];
const width = Math.max(one.length, two.length);

test("a plan says what is run in which order, and how long it takes", () => {
	expect(planText(plan, [], 0)).toBe(`Sweep ${plan.id}: 2 runs of 1 cell

run                           ${"seed".padStart(width)}
central-5 quick 1/2  pending  ${one.padStart(width)}
central-5 quick 2/2  pending  ${two.padStart(width)}

The measured periods take 2 min, and 4 min if every system is as slow to be steady again as it may be.
Bringing the systems up and taking them down comes on top of that.
Left to do: 2 runs. Time left: unknown yet, more than 2 min.`);
});

test("what was done already is not left to do", () => {
	const journal = plan.runs.map(({ id }) => ({
		time: "2026-11-23T09:30:00.000Z",
		run: id,
		attempt: 1,
		event: "ended" as const,
		outcome: "complete" as const,
		seconds: 65,
	}));
	expect(planText(plan, journal.slice(0, 1), 0)).toContain("Left to do: 1 run. Time left: about 65 s.");
	expect(planText(plan, journal, 0)).toContain("Nothing is left to do.");
});

test("programs are told the same", () => {
	const json = planJson(plan, [], 0);
	expect(json).toMatchObject({ id: plan.id, secondsLeft: { known: false, least: 90 } });
	expect(json.runs.map(({ id, stack, state }) => [id, stack, state])).toEqual([
		["central-5 quick 1/2", "central-5", "pending"],
		["central-5 quick 2/2", "central-5", "pending"],
	]);
});
