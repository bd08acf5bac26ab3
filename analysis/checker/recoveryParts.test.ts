import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf, type RecoveryMoments, type RecoveryParts, recoveryParts } from "./recoveryParts.ts";

const usual: RecoveryMoments = {
	terminatedSeconds: 1,
	createdSeconds: 1.25,
	startedSeconds: 2,
	servedSeconds: 4,
	persistedSeconds: 4.5,
};
const inTurn = (parts: RecoveryParts) => [
	parts.terminationSeconds,
	parts.replacementSeconds,
	parts.startSeconds,
	parts.readySeconds,
];

test("the shutdown of the lost Pod is not Kubernetes' share", () => {
	expect(inTurn(recoveryParts(usual, false))).toEqual([1, 1, 2, 0.5]);
});

test("a successor that was made before the old one ended did not wait for it", () => {
	expect(inTurn(recoveryParts({ ...usual, terminatedSeconds: 3, createdSeconds: 0.5 }, false))).toEqual([
		0.5, 1.5, 2, 0.5,
	]);
});

test("nothing is replaced where a process that runs already takes over", () => {
	const takenOver = { ...usual, createdSeconds: null };
	expect(inTurn(recoveryParts(takenOver, true))).toEqual([1, 0, 3, 0.5]);
	expect(inTurn(recoveryParts({ ...takenOver, terminatedSeconds: 6 }, true))).toEqual([2, 0, 2, 0.5]);
});

test("a part with an end that is not on record is not known, and no other is", () => {
	expect(inTurn(recoveryParts({ ...usual, terminatedSeconds: null }, false))).toEqual([null, null, 2, 0.5]);
	expect(inTurn(recoveryParts({ ...usual, startedSeconds: null }, false))).toEqual([1, null, null, 0.5]);
	expect(inTurn(recoveryParts({ ...usual, servedSeconds: null, persistedSeconds: null }, false))).toEqual([
		1,
		1,
		null,
		null,
	]);
});

test("an older run.json tells the parts by its steps", () => {
	expect(
		inTurn(
			partsOf({
				pod: "pod-0",
				uid: null,
				deleted: "2026-01-01T00:00:00.000Z",
				rtoSeconds: 4,
				kubernetesSeconds: 3,
				methodSeconds: 1,
				rpoUpdates: 0,
				steps: {
					terminatedSeconds: 2,
					createdSeconds: 2.25,
					scheduledSeconds: 2.25,
					startedSeconds: 3,
					methodReadySeconds: 4.5,
					readySeconds: 5,
					persistedSeconds: 4,
				},
			}),
		),
	).toEqual([2, 1, 1, 0]);
});

const moment = fc.option(fc.double({ min: 0, max: 1000, noNaN: true, noDefaultInfinity: true }));
const moments = fc.record({
	terminatedSeconds: moment,
	createdSeconds: moment,
	startedSeconds: moment,
	servedSeconds: moment,
	persistedSeconds: moment,
});

test("whatever the order of the moments, no part is below 0", () => {
	fc.assert(
		fc.property(moments, fc.boolean(), (each, takenOver) => {
			for (const part of inTurn(recoveryParts(each, takenOver))) {
				expect(part ?? 0).toBeGreaterThanOrEqual(0);
			}
		}),
	);
});

test("where all is on record, the parts add up to the RTO", () => {
	fc.assert(
		fc.property(moments, fc.boolean(), (each, takenOver) => {
			const parts = inTurn(recoveryParts(each, takenOver));
			const known = parts.filter((part) => part !== null);
			fc.pre(known.length === parts.length);
			const sum = known.reduce((total, part) => total + part, 0);
			expect(sum).toBeCloseTo(each.persistedSeconds as number, 9);
		}),
	);
});
