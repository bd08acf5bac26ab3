import fc from "fast-check";
import { expect, test } from "vitest";
import { intendedTime, nextDue, phaseFraction, scheduleFrom } from "./schedule.ts";
import { sha256Base64 } from "./sha256.ts";

const schedules = fc
	.record({
		start: fc.double({ min: 1e9, max: 3e9, noNaN: true }),
		intervalSeconds: fc.double({ min: 0.01, max: 100, noNaN: true }),
		fraction: fc.double({ min: 0, max: 0.999, noNaN: true }),
	})
	.map(({ start, intervalSeconds, fraction }) => ({
		schedule: scheduleFrom(start, intervalSeconds, fraction),
		fraction,
	}));

/** Unix times of today have a rounding error of some 10⁻⁷ s. */
const rounding = 1e-5;

test("the first interval is due at once, the second half to one and a half intervals later", () => {
	fc.assert(
		fc.property(schedules, ({ schedule }) => {
			expect(intendedTime(schedule, 0)).toBe(schedule.start);
			const pause = intendedTime(schedule, 1) - schedule.start;
			expect(pause).toBeGreaterThanOrEqual(schedule.intervalSeconds / 2 - rounding);
			expect(pause).toBeLessThanOrEqual(schedule.intervalSeconds * 1.5 + rounding);
		}),
	);
});

test("intended times don't drift, however late each step is", () => {
	fc.assert(
		fc.property(
			schedules,
			fc.array(fc.double({ min: 0, max: 5, noNaN: true }), {
				minLength: 1,
				maxLength: 50,
			}),
			({ schedule }, durations) => {
				let now = schedule.start;
				let last = -1;
				let missed = 0;
				let ran = 0;
				let before = Number.NEGATIVE_INFINITY;
				for (const duration of durations) {
					const due = nextDue(schedule, last, now);
					expect(due.intended).toBe(intendedTime(schedule, due.interval));
					expect(due.intended).toBeGreaterThan(before);
					// Late by less than one interval: an older interval is missed, not run.
					if (due.interval > 0) {
						expect(now - due.intended).toBeLessThan(schedule.intervalSeconds + rounding);
					}
					before = due.intended;
					now = Math.max(now, due.intended) + duration * schedule.intervalSeconds;
					last = due.interval;
					missed += due.missed;
					ran++;
				}
				expect(missed + ran).toBe(last + 1);
			},
		),
	);
});

test("a step that ends in time misses nothing", () => {
	const schedule = scheduleFrom(100, 1, 0.25);
	expect(schedule.phase).toBe(101.25);
	expect(nextDue(schedule, 0, 100.4)).toEqual({
		interval: 1,
		intended: 101.25,
		missed: 0,
	});
});

test("a step that overran one interval and a bit is followed at once by the latest due", () => {
	const schedule = scheduleFrom(100, 1, 0.25);
	expect(nextDue(schedule, 1, 104.5)).toEqual({
		interval: 4,
		intended: 104.25,
		missed: 2,
	});
});

test("every process of an identity keeps the same phase against full intervals", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
			fc.integer({ min: 0, max: 10_000 }),
			fc.double({ min: 0, max: 0.999, noNaN: true }),
			(start, later, fraction) => {
				const one = scheduleFrom(start, 1, fraction);
				const two = scheduleFrom(start + later / 1000, 1, fraction);
				const apart = two.phase - one.phase;
				expect(Math.abs(apart - Math.round(apart))).toBeLessThan(rounding);
			},
		),
	);
});

test("phases are fractions, fixed by seed and identity, and spread", () => {
	const phases = Array.from({ length: 21 }, (_, replica) => phaseFraction(sha256Base64, 7, `pod-${replica}`));
	for (const phase of phases) {
		expect(phase).toBeGreaterThanOrEqual(0);
		expect(phase).toBeLessThan(1);
	}
	expect(new Set(phases).size).toBe(21);
	expect(phaseFraction(sha256Base64, 7, "pod-0")).toBe(phases[0]);
	expect(phaseFraction(sha256Base64, 8, "pod-0")).not.toBe(phases[0]);
});
