import type { MeasuredPeriod } from "../digest/runTime.ts";

/** Run time is told in minutes where a run is longer than this, in seconds. */
const secondsToldUntil = 600;

/** The axis that dots and lanes share. */
export type Axis = {
	/** In its own unit. */
	at: (seconds: number) => number;
	domain: [number, number];
	label: string;
};

/** From a run's start to its end. */
export function timeAxis(period: MeasuredPeriod): Axis {
	const seconds = Math.max(period.end - period.zero, 1e-3);
	const unit = seconds > secondsToldUntil ? { seconds: 60, name: "minutes" } : { seconds: 1, name: "seconds" };
	return {
		at: (time) => time / unit.seconds,
		domain: [0, seconds / unit.seconds],
		label: `run time (${unit.name})`,
	};
}
