import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FaultTime } from "../../digest/rows.ts";
import { textWidth } from "../labels.ts";
import { faultSentences, faultsOfMode, placeFaults } from "./faultMarks.ts";

const widthPixels = 320;

function syntheticFault(fields: Partial<FaultTime> = {}): FaultTime {
	return {
		fault: "delete-pods",
		startSeconds: 60,
		endSeconds: 63.4,
		...fields,
	};
}

describe("faultsOfMode", () => {
	it("takes those of the mode and those of all, in order of time", () => {
		const faults = [
			syntheticFault({ startSeconds: 90 }),
			syntheticFault({ mode: "decentral", startSeconds: 70 }),
			syntheticFault({ mode: "central", startSeconds: 60 }),
		];
		expect(
			faultsOfMode(faults, "central").map(({ startSeconds }) => startSeconds),
		).toEqual([60, 90]);
	});
});

describe("placeFaults", () => {
	it("names a few faults, and numbers many", () => {
		const names = (count: number) =>
			placeFaults(
				Array.from({ length: count }, (_, i) =>
					syntheticFault({ startSeconds: i * 10 }),
				),
				[0, 300],
				widthPixels,
			).map(({ label }) => label);
		expect(names(2)).toEqual(["delete-pods", "delete-pods"]);
		expect(names(3)).toEqual(["1", "2", "3"]);
	});

	it("draws a window without an end until the end of the axis, and says so on hover", () => {
		const [placed] = placeFaults(
			[syntheticFault({ endSeconds: null })],
			[0, 300],
			widthPixels,
		);
		expect(placed).toMatchObject({ start: 60, end: 300, recovered: false });
		expect(placed?.hover).toContain("not whole again before the end");
	});

	it("leaves out what lies outside the axis, without numbering the rest anew", () => {
		const faults = [10, 100, 200].map((startSeconds) =>
			syntheticFault({ startSeconds, endSeconds: startSeconds + 5 }),
		);
		expect(
			placeFaults(faults, [90, 130], widthPixels).map(({ label }) => label),
		).toEqual(["2"]);
	});

	it("lets no two labels of one row overlap, and no window leave the axis", () => {
		const faults = fc.array(
			fc.record({
				fault: fc.constantFrom("delete-pods", "squeeze-memory:consensus"),
				startSeconds: fc.double({ min: 0, max: 300, noNaN: true }),
				endSeconds: fc.option(fc.double({ min: 300, max: 400, noNaN: true })),
			}),
			{ maxLength: 13 },
		);
		fc.assert(
			fc.property(faults, (all) => {
				const placed = placeFaults(all, [0, 300], widthPixels);
				const rows = Map.groupBy(placed, ({ row }) => row);
				for (const ofRow of rows.values()) {
					const spans = ofRow
						.map(({ start, label, anchor }) => {
							const at = (start / 300) * widthPixels;
							const width = textWidth(label, 11.5);
							return anchor === "start"
								? ([at, at + width] as const)
								: ([at - width, at] as const);
						})
						.sort(([a], [b]) => a - b);
					for (const [i, [from]] of spans.entries()) {
						expect(from).toBeGreaterThanOrEqual(
							spans[i - 1]?.[1] ?? Number.NEGATIVE_INFINITY,
						);
					}
				}
				for (const { start, end } of placed) {
					expect(start).toBeGreaterThanOrEqual(0);
					expect(end).toBeLessThanOrEqual(300);
				}
			}),
		);
	});
});

describe("faultSentences", () => {
	const faults = [syntheticFault()];

	it("says once what is the same in all panels", () => {
		expect(
			faultSentences([
				{ mode: "central", faults },
				{ mode: "decentral", faults },
			]),
		).toEqual([
			"Faults, medians over the runs: delete-pods at 60.0 s, whole again after 3.4 s.",
		]);
	});

	it("names the modes where they differ", () => {
		const sentences = faultSentences([
			{ mode: "central", faults },
			{ mode: "decentral", faults: [syntheticFault({ endSeconds: null })] },
		]);
		expect(sentences).toHaveLength(2);
		expect(sentences[0]).toContain("Faults in central");
		expect(sentences[1]).toContain("not whole again before the end");
	});

	it("says nothing where nothing happened", () => {
		expect(faultSentences([{ mode: "central", faults: [] }])).toEqual([]);
	});
});
