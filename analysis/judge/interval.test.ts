import fc from "fast-check";
import { expect, test } from "vitest";
import { correctHistory, type PersistEnd } from "../checker/exampleHistory.ts";
import { estimateInterval } from "./interval.ts";

const ok = (count: number) => Array<PersistEnd>(count).fill("ok");

test("the interval of a schedule is found, whatever restarts and clients' updates come between", () => {
	const interval = fc.integer({ min: 50, max: 60_000 }).map((ms) => ms / 1000);
	const offs = fc.array(fc.double({ min: 0.001, max: 0.02, noNaN: true }), {
		maxLength: 3,
	});
	fc.assert(
		fc.property(interval, offs, (seconds, off) => {
			const records = correctHistory("pod-0", [{ persists: ok(12) }, { persists: ok(12) }], 1_800_000_000, seconds);
			const asked = off.flatMap((late, i) =>
				records.slice(4 * i, 4 * i + 4).map((each) => ({ ...each, intended: each.intended + late })),
			);
			expect(estimateInterval([...asked, ...records.slice(asked.length)])).toBeCloseTo(seconds, 3);
		}),
	);
});

test("without a second step there is none", () => {
	expect(estimateInterval([])).toBeNull();
	expect(estimateInterval(correctHistory("pod-0", [{ persists: ok(1) }]))).toBeNull();
});
