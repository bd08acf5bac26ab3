import { describe, expect, it } from "vitest";
import { metricRows } from "./compare.fixture.ts";
import { compareModes } from "./compare.ts";
import { nextStep, secondsPerRun } from "./nextStep.ts";

const protocol = {
	name: "quick",
	durationSeconds: 45,
	settleSeconds: 60,
	faults: [],
};

function comparisons(first: readonly number[], second: readonly number[]) {
	return compareModes(
		[
			...metricRows("persistP50", 5, { central: first, decentral: second }),
			...metricRows("rtoSlowest", 5, { central: first, decentral: second }),
		],
		{ view: "settled" },
	);
}

describe("nextStep", () => {
	it("names runs, minutes and the command for the first open question", () => {
		const step = nextStep(comparisons([1], [3]), protocol, 90);
		expect(step).toEqual({
			question: "central vs decentral: rto",
			runs: 4,
			minutes: 12,
			command:
				'npx holdfast sweep --modes central,decentral --replicas 5 --protocol quick --until-decided --question "central vs decentral: rto" --repeat 8 --at-most 24m',
		});
	});

	it("has nothing to name where all is decided", () => {
		const decided = comparisons([1, 2, 3, 4], [11, 12, 13, 14]);
		expect(nextStep(decided, protocol, 90)).toBeNull();
		expect(nextStep([], protocol, 90)).toBeNull();
	});
});

describe("secondsPerRun", () => {
	const at = (seconds: number) => new Date(seconds * 1000).toISOString();

	it("is what lies between starts of runs that were made one after the other", () => {
		expect(secondsPerRun([at(0), at(80), at(170), at(9000), at(9090)], protocol)).toBe(90);
	});

	it("is what the protocol says and a minute where there is a single run", () => {
		expect(secondsPerRun([at(0)], protocol)).toBe(105);
		expect(secondsPerRun([], protocol)).toBe(105);
	});
});
