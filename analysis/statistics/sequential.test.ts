import { describe, expect, it } from "vitest";
import { seededDraw } from "./random.ts";
import { smallestP } from "./rankTest.ts";
import { answerAt, plannedLooks } from "./sequential.ts";

const known = (first: number[], second: number[]) => ({
	strata: [{ first, second }],
	known: true,
});

describe("plannedLooks", () => {
	it("can't decide anything before the rank test can", () => {
		const levels = plannedLooks(1, 8).map(({ level }) => level);
		expect(levels.slice(0, 3)).toEqual([0, 0, 0]);
		expect(levels[3]).toBeCloseTo(smallestP([[4, 4]]), 9);
	});

	it("allows less at each look than a single test would have", () => {
		for (const { level } of plannedLooks(2, 6)) {
			expect(level).toBeLessThan(0.05);
		}
	});

	it("looks sooner at more sizes", () => {
		const firstDeciding = (sizes: number) => plannedLooks(sizes, 6).find(({ level }) => level > 0)?.runs;
		expect(firstDeciding(1)).toBe(4);
		expect(firstDeciding(2)).toBe(3);
	});

	it("is a single test where there is a single look that can decide", () => {
		expect(plannedLooks(1, 4).at(-1)?.level).toBeCloseTo(smallestP([[4, 4]]), 9);
	});

	it("plans the same again", () => {
		expect(plannedLooks(1, 6)).toEqual(plannedLooks(1, 6));
	});

	it("shows a difference where there is none in 5 % of sweeps at most", () => {
		const looks = plannedLooks(1, 8);
		// Another seed than the plan's.
		const draw = seededDraw(99);
		const sweeps = 3000;
		let wrong = 0;
		for (let sweep = 0; sweep < sweeps; sweep++) {
			const first: number[] = [];
			const second: number[] = [];
			for (const look of looks) {
				first.push(1 + draw(1e9));
				second.push(1 + draw(1e9));
				const { outcome } = answerAt(look, known(first, second));
				if (outcome === "undecided") continue;
				if (outcome !== "equivalent") wrong++;
				break;
			}
		}
		// Four standard errors of the share of so many sweeps.
		expect(wrong / sweeps).toBeLessThan(0.05 + 0.016);
	});
});

describe("answerAt", () => {
	const look = { runs: 5, level: 0.016 };

	it("tells which is lower, with an interval that holds over all looks", () => {
		const answer = answerAt(look, known([1, 2, 3, 4, 5], [11, 12, 13, 14, 15]));
		expect(answer.outcome).toBe("firstLower");
		expect(answer.ratio?.interval?.low).toBeGreaterThan(1);
		expect(answer.ratio?.interval?.confidence).toBe(0.95);
	});

	it("says nothing at a look that can't decide, whatever the runs are", () => {
		const answer = answerAt({ runs: 3, level: 0 }, known([1, 2, 3], [7, 8, 9]));
		expect(answer.outcome).toBe("undecided");
		expect(answer.ratio?.interval).toBeNull();
	});

	it("finds equivalence by the same interval", () => {
		const runs = [100, 101, 102, 103, 104];
		expect(
			answerAt(
				look,
				known(
					runs,
					runs.map((v) => v + 0.5),
				),
			).outcome,
		).toBe("equivalent");
	});

	it("makes no ratio of bounds, and has an answer without runs", () => {
		const strata = [{ first: [1, 2, 3, 4, 5], second: [6, 7, 8, 9, 99] }];
		expect(answerAt(look, { strata, known: false })).toMatchObject({
			outcome: "firstLower",
			ratio: null,
		});
		expect(answerAt(look, { strata: [], known: true }).outcome).toBe("undecided");
	});
});
