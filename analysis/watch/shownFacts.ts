import { fixed, nothing } from "../report/values.ts";
import { faultsSoFar, nextFault } from "./faults.ts";
import { type Health, healthOf, missedUpdates } from "./health.ts";
import type { Colour, Line } from "./line.ts";
import type { WatchState } from "./state.ts";

/**
 * In the order in which they are told, with the letter that stands for them where there is no room
 * for the word.
 */
export const healths: Readonly<Record<Health, { letter: string; colour: Colour }>> = {
	up: { letter: "u", colour: "green" },
	starting: { letter: "s", colour: "yellow" },
	gone: { letter: "g", colour: "red" },
	behind: { letter: "b", colour: "magenta" },
};

/** `1.8 ms` */
export function milliseconds(seconds: number | null): string {
	return seconds === null ? nothing : `${fixed(seconds * 1000, 1)} ms`;
}

/** How far the run is: `23 s of 45 s`. */
export function runTime({ run, lab }: Pick<WatchState, "run" | "lab">, now: number): string {
	if (run === null) return "no run has begun yet";
	const elapsed = Math.max(0, (run.ended ?? now) - run.started);
	if (run.ended !== null) return `ended after ${elapsed.toFixed(1)} s`;
	const shown = `${Math.floor(elapsed)} s`;
	const { durationSeconds } = run;
	if (durationSeconds === null) return shown;
	if (elapsed <= durationSeconds) return `${shown} of ${durationSeconds} s`;
	const settling = lab.protocol === null ? "" : `, for at most ${lab.protocol.settleSeconds} s`;
	return `${shown}, ${durationSeconds} s are over: settling${settling}`;
}

/** `next fault: delete-pods in 4 s (pod-1, pod-3)` */
export function nextFaultText({ run }: Pick<WatchState, "run">, now: number): string {
	if (run === null || run.ended !== null) return "";
	const next = nextFault(run);
	if (next === null) {
		return run.plan.length === 0 ? "no faults" : "no fault to come";
	}
	const inSeconds = run.started + next.atSeconds - now;
	const when = inSeconds > 0 ? `in ${Math.ceil(inSeconds)} s` : `due for ${Math.floor(-inSeconds)} s`;
	const whom = next.whom === "" ? "" : ` (${next.whom})`;
	return `next fault: ${next.name} ${when}${whom}`;
}

/** `3 up, 1 starting, 1 gone` */
export function healthCounts(state: WatchState, now: number): Line {
	const counts = new Map<Health, number>();
	for (const replica of state.replicas) {
		const health = healthOf(replica, state.lab, now);
		counts.set(health, (counts.get(health) ?? 0) + 1);
	}
	return (Object.keys(healths) as Health[])
		.filter((health) => counts.has(health))
		.flatMap((health, i) => [
			i === 0 ? "" : ", ",
			{
				text: `${counts.get(health)} ${health}`,
				colour: healths[health].colour,
			},
		]);
}

/**
 * `updates missed: 5 by replicas that faults hit, 1 by the others`, and since when they are counted
 * if not from the start.
 */
export function missedText(state: WatchState, now: number): string {
	const { run, knownSince, lab } = state;
	if (run === null) return "";
	const hit = new Set(faultsSoFar(run).flatMap(({ victims }) => [...victims.keys()]));
	let byHit = 0;
	let byOthers = 0;
	for (const [number, replica] of state.replicas.entries()) {
		const missed = missedUpdates(replica, state, now);
		if (hit.has(`pod-${number}`)) byHit += missed;
		else byOthers += missed;
	}
	const unknown = (knownSince ?? run.started) - run.started;
	const since = unknown > lab.intervalSeconds ? ` (since ${unknown.toFixed(0)} s, what was before isn't known)` : "";
	return hit.size === 0
		? `updates missed: ${byOthers}${since}`
		: `updates missed: ${byHit} by replicas that faults hit, ${byOthers} by the others${since}`;
}
