import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict, Verdicts } from "../../schema/run.ts";
import { syntheticPictureContext } from "../tables.fixture.ts";
import { drawn, records } from "./picture.fixture.ts";
import { propertyNames, verdictCells } from "./verdictCells.ts";
import { verdictMatrix } from "./verdictMatrix.ts";
import type { VerdictRow } from "./verdictRow.ts";

const context = syntheticPictureContext();
const allHold: Verdicts = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};

function row(fields: Partial<VerdictRow>): VerdictRow {
	return {
		mode: "central",
		replicas: 5,
		run: "run-1",
		faults: ["delete-pods"],
		verdicts: allHold,
		rpoWorst: 0,
		...fields,
	};
}

describe("verdictMatrix", () => {
	it("says in how many runs a property holds, is violated, or isn't known", () => {
		const picture = verdictMatrix(
			[
				row({ run: "run-1" }),
				row({
					run: "run-2",
					verdicts: { ...allHold, durability: "violated", fresh: "unknown" },
					rpoWorst: 3,
				}),
				row({ run: "run-3", verdicts: { ...allHold, durability: "unknown" } }),
			],
			context,
		);
		const figure = drawn(picture);
		expect(figure.in("verdict-text")).toEqual([
			"3 runs",
			"1 of 3",
			"3 runs",
			"3 runs",
			"1 of 3",
			"3 runs",
		]);
		expect(figure.count(".mark-holds path")).toBe(4);
		expect(figure.count(".mark-violated path")).toBe(1);
		expect(figure.count(".mark-unknown path")).toBe(1);
		expect(figure.in("loss")).toEqual(["3"]);
		expect(picture.alternative).toBe(
			"central, delete-pods: durability holds in 1 run, violated in 1 run, unknown in 1 run; fresh holds in 2 runs, unknown in 1 run; at worst 3 acknowledged updates lost, measured in 3 of 3 runs.",
		);
		expect(records(picture).at(1)).toEqual({
			mode: "central",
			fault: "delete-pods",
			property: "durability",
			runs: 3,
			holds: 1,
			violated: 1,
			unknown: 1,
			"with other faults": 0,
			"worst loss (updates)": 3,
		});
	});

	it("counts a run for each of its faults, and marks that there were others", () => {
		const figure = drawn(
			verdictMatrix(
				[row({ faults: ["overlap", "delete-pods", "overlap"] })],
				context,
			),
		);
		expect(figure.in("fault-name")).toEqual(["delete-pods", "overlap"]);
		expect(new Set(figure.in("verdict-text"))).toEqual(new Set(["1 run*"]));
		expect(figure.texts.join(" ")).toContain("struck by other faults, too");
	});

	it("has the same columns in every mode's panel, and a dash where a mode has no such run", () => {
		const figure = drawn(
			verdictMatrix(
				[row({}), row({ mode: "decentral", faults: ["delete-majority"] })],
				context,
			),
		);
		expect(figure.in("fault-name")).toEqual([
			"delete-pods",
			"delete-majority",
			"delete-pods",
			"delete-majority",
		]);
		expect(figure.in("no-such-run")).toHaveLength(2 * 7);
		expect(figure.texts).toContain("decentral (1 run)");
	});

	it("puts runs without a fault into a column of their own", () => {
		const picture = verdictMatrix(
			[row({ faults: [], rpoWorst: null })],
			context,
		);
		expect(drawn(picture).in("fault-name")).toEqual(["no fault"]);
		expect(picture.alternative).toContain("no loss could be measured");
	});

	it("says in how many runs the loss could be measured where it couldn't in all", () => {
		const figure = drawn(
			verdictMatrix(
				[
					row({ run: "run-1", rpoWorst: 2 }),
					row({ run: "run-2", rpoWorst: null }),
				],
				context,
			),
		);
		expect(figure.in("loss")).toEqual(["2 (in 1 of 2)"]);
	});

	it("writes fractions where thirteen faults leave no room for words", () => {
		const faults = [
			"delete-pods",
			"overlap",
			"rolling",
			"delete-majority",
			"delete-all",
			"delete-store",
			"kill-pods",
			"kill-container:hazelcast",
			"cut-off",
			"freeze:consensus",
			"squeeze-cpu",
			"squeeze-memory:hazelcast",
			"stop-api-server",
		];
		const figure = drawn(
			verdictMatrix(
				faults.map((fault, i) =>
					row({
						run: `run-${i}`,
						faults: [fault],
						verdicts: { ...allHold, chain: "violated" },
					}),
				),
				context,
			),
		);
		expect(figure.in("fault-name")).toEqual(faults);
		expect(figure.in("verdict-text").slice(0, 2)).toEqual(["1/1", "1"]);
	});
});

describe("verdictCells", () => {
	const verdict = fc.constantFrom<Verdict>("holds", "violated", "unknown");
	const rows = fc.array(
		fc.record({
			mode: fc.constantFrom("central", "decentral"),
			replicas: fc.constantFrom(5, 21),
			run: fc.uuid(),
			faults: fc.array(fc.constantFrom("delete-pods", "overlap", "freeze")),
			verdicts: fc.record({
				chain: verdict,
				durability: verdict,
				monotonic: verdict,
				noFork: verdict,
				fresh: verdict,
				noPhantom: verdict,
			}),
			rpoWorst: fc.option(fc.nat(9)),
		}),
	);

	it("loses no run and no verdict", () => {
		fc.assert(
			fc.property(rows, (rows) => {
				const cells = verdictCells(rows);
				for (const { counts, runs, withOthers } of cells) {
					for (const property of propertyNames) {
						const { holds, violated, unknown } = counts[property];
						expect(holds + violated + unknown).toBe(runs);
					}
					expect(withOthers).toBeLessThanOrEqual(runs);
				}
				let counted = 0;
				for (const { runs } of cells) counted += runs;
				let expected = 0;
				for (const { faults } of rows) {
					expected += Math.max(1, new Set(faults).size);
				}
				expect(counted).toBe(expected);
			}),
		);
	});
});
