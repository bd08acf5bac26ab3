import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type LoadSample, loadIn, runnableIn, sampleLoad, waitedSecondsIn } from "./load.ts";

/**
 * Every second from 0; between `from` and `until`, something always waits and 40 threads are
 * runnable.
 */
function samples(seconds: number, from = 0, until = 0): LoadSample[] {
	let waitedSeconds = 1000;
	return Array.from({ length: seconds + 1 }, (_, time) => {
		const isBusy = time > from && time <= until;
		if (isBusy) waitedSeconds++;
		return { time, waitedSeconds, runnable: isBusy ? 40 : 1 };
	});
}

test("what waited and what is runnable is read from the kernel's files", () => {
	expect(
		waitedSecondsIn(
			"some avg10=63.53 avg60=55.11 avg300=36.88 total=181749816\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n",
		),
	).toBeCloseTo(181.75);
	expect(waitedSecondsIn("")).toBeNull();
	expect(runnableIn("57.12 2.31 1.07 58/137 19151\n")).toBe(57);
	expect(runnableIn("")).toBeNull();
});

test("the load is that of the given periods alone", () => {
	const busyMeanwhile = samples(40, 10, 20);
	expect(loadIn(busyMeanwhile, [{ start: 0, end: 10 }], 2)).toEqual({
		pressureShare: 0,
		runnablePerCore: 0.5,
	});
	expect(loadIn(busyMeanwhile, [{ start: 10, end: 20 }], 2)).toEqual({
		pressureShare: 1,
		runnablePerCore: 20,
	});
	const all = [
		{ start: 0, end: 15 },
		{ start: 15, end: 40 },
	];
	expect(loadIn(busyMeanwhile, all, 2).pressureShare).toBeCloseTo(0.25);
});

test("a few seconds tell nothing", () => {
	const nothing = { pressureShare: null, runnablePerCore: null };
	expect(loadIn(samples(4), [{ start: 0, end: 4 }], 2)).toEqual(nothing);
	expect(loadIn(samples(40), [], 2)).toEqual(nothing);
	expect(loadIn([], [{ start: 0, end: 40 }], 2)).toEqual(nothing);
});

test("a kernel that doesn't count pressure still tells what is runnable", () => {
	const without = samples(10).map((each) => ({ ...each, waitedSeconds: null }));
	expect(loadIn(without, [{ start: 0, end: 10 }], 1)).toEqual({
		pressureShare: null,
		runnablePerCore: 1,
	});
});

test("a load within a fault's window never counts, however high it is", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 6, max: 20 }),
			fc.integer({ min: 1, max: 20 }),
			fc.integer({ min: 6, max: 20 }),
			(before, fault, after) => {
				const end = before + fault + after;
				const calm = [
					{ start: 0, end: before },
					{ start: before + fault, end },
				];
				expect(loadIn(samples(end, before, before + fault), calm, 1)).toEqual({
					pressureShare: 0,
					runnablePerCore: 1,
				});
			},
		),
	);
});

test("samples are taken until they are asked for", async () => {
	const sampler = sampleLoad(0.02);
	await sleep(100);
	const taken = sampler.stop();
	expect(taken.length).toBeGreaterThan(2);
	const { length } = taken;
	await sleep(50);
	expect(taken).toHaveLength(length);
	expect(taken.map(({ time }) => time)).toEqual(taken.map(({ time }) => time).toSorted((a, b) => a - b));
});
