import type { Sha256Base64 } from "../../../schema/chain.ts";

/**
 * Intended times on a steady clock, in seconds. Interval 0 is due at `start`, at once, so that a
 * replica's start isn't delayed; interval k ≥ 1 is due at `phase + (k - 1) · intervalSeconds`.
 * Nothing adds up rounding or lateness, so the times don't drift.
 */
export interface Schedule {
	start: number;
	phase: number;
	intervalSeconds: number;
}

export interface Due {
	/** k, from 0. */
	interval: number;
	/** When interval k is due; in the past if the step before it overran. */
	intended: number;
	/** Intervals left out between the one before and this one. */
	missed: number;
}

/** Shift of a replica's intervals, a fraction in [0, 1) that the seed and the identity fix. */
export function phaseFraction(sha256: Sha256Base64, seed: number, identity: string): number {
	const bytes = Buffer.from(sha256(`${seed}/${identity}`), "base64");
	return bytes.readUIntBE(0, 6) / 2 ** 48;
}

/**
 * The schedule of a process that starts now. The times after the first are those of the replica's
 * phase, the same for every process of the identity; the first of them comes half to one and a half
 * intervals after the start.
 */
export function scheduleFrom(start: number, intervalSeconds: number, fraction: number): Schedule {
	const offset = fraction * intervalSeconds;
	const earliest = start + intervalSeconds / 2;
	const phase = Math.ceil((earliest - offset) / intervalSeconds) * intervalSeconds + offset;
	return { start, phase, intervalSeconds };
}

/** When interval k is due. */
export function intendedTime(schedule: Schedule, interval: number): number {
	return interval === 0 ? schedule.start : schedule.phase + (interval - 1) * schedule.intervalSeconds;
}

/**
 * What comes after interval `last` (−1: none yet) when it is `now`: the next interval, or, when
 * later ones are due already, the latest of those; the ones between are missed.
 */
export function nextDue(schedule: Schedule, last: number, now: number): Due {
	const current = now < schedule.phase ? 0 : Math.floor((now - schedule.phase) / schedule.intervalSeconds) + 1;
	const interval = Math.max(last + 1, current);
	return { interval, intended: intendedTime(schedule, interval), missed: interval - last - 1 };
}
