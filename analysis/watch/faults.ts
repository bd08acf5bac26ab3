import { faultsIn, type InjectedFault } from "../checker/faults.ts";
import { notWithinRun } from "../report/sentences.ts";
import type { Line } from "./line.ts";
import type { PlannedFault, WatchedRun } from "./state.ts";

/** Faults of a run so far, in the order of their time. */
export function faultsSoFar({ started, chaos }: WatchedRun): InjectedFault[] {
	return faultsIn(chaos, { start: started, end: Number.POSITIVE_INFINITY });
}

/** The fault that comes next; null: none. */
export function nextFault(run: WatchedRun): PlannedFault | null {
	const done = new Set(faultsSoFar(run).map(({ number }) => number));
	return run.plan.find(({ number }) => !done.has(number)) ?? null;
}

/** What is told of a fault: what it hit and when, and its way to the steady state. */
export function faultLine(fault: InjectedFault, run: WatchedRun, now: number): Line {
	const { name, injected, victims } = fault;
	const hit = victims.size === 0 ? "" : ` ${[...victims.keys()].join(" ")}`;
	const at = ` at ${(injected - run.started).toFixed(1)} s`;
	return [`${name}${hit}${at}: `, outcome(fault, run, now)];
}

function outcome(
	{ number, injected, healed, steady }: InjectedFault,
	{ chaos, ended }: WatchedRun,
	now: number,
): Line[number] {
	const after = (time: number) => `after ${(time - injected).toFixed(1)} s`;
	const undone = healed === null ? "" : `undone ${after(healed)}, `;
	if (steady !== null) {
		return { text: `${undone}steady ${after(steady)}`, colour: "green" };
	}
	const never = chaos.find(({ event, faultNumber }) => event === "never-steady" && faultNumber === number);
	if (never !== undefined) {
		const why = never.detail === undefined ? "" : ` (${never.detail})`;
		return { text: `${undone}never steady${why}`, colour: "red" };
	}
	return ended === null
		? { text: `${undone}not steady yet, ${after(now)}`, colour: "yellow" }
		: { text: `${undone}steady: ${notWithinRun}`, colour: "red" };
}
