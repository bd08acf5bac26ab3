import { expect, test } from "vitest";
import type { FaultWindow, Outcome } from "../../schema/run.ts";
import { syntheticWindow } from "../statistics/syntheticRun.fixture.ts";
import { bandsOf, placeLabels } from "./bands.ts";

function windowSeen(outcome: Outcome | null): FaultWindow {
	return syntheticWindow(outcome === null ? {} : { witness: { injected: { outcome, victims: [] }, undone: null } });
}

test("a fault counts as seen only where a witness confirms it", () => {
	const seen = ([null, "inconclusive", "mismatch", "confirmed"] as const).map(
		(outcome) => bandsOf([windowSeen(outcome)], 1000, 45)[0]?.seen,
	);
	expect(seen).toEqual(["doubted", "doubted", "refuted", "confirmed"]);
});

test("a band lasts until the system was steady, or to the run's end, and says when the fault was undone", () => {
	const healed = new Date(1017e3).toISOString();
	expect(bandsOf([syntheticWindow({ healed })], 1000, 45)).toMatchObject([{ start: 15, healed: 17, end: 19.5 }]);
	expect(bandsOf([syntheticWindow({ steady: null })], 1000, 45)).toMatchObject([{ start: 15, healed: 45, end: 45 }]);
});

test("labels have names where there is room, else numbers", () => {
	const bands = (count: number) =>
		bandsOf(
			Array.from({ length: count }, (_, i) => syntheticWindow({ injected: new Date(1e6 + i * 100).toISOString() })),
			1000,
			45,
		);
	const texts = (count: number) => placeLabels(bands(count), 45, 800, 12).map(({ text }) => text);
	expect(texts(2)).toEqual(["1 delete-pods", "2 delete-pods"]);
	const many = placeLabels(bands(50), 45, 800, 12);
	expect(many[0]?.text).toBe("1");
	expect(Math.max(...many.map(({ row }) => row))).toBeLessThan(3);
});
