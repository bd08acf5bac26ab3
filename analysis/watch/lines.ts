import type { LabEvent } from "../../schema/event.ts";
import { quantilesOfLast } from "./latencies.ts";
import { plain, rendered } from "./line.ts";
import { healthCounts, milliseconds, missedText, nextFaultText, runTime } from "./shownFacts.ts";
import type { WatchState } from "./state.ts";

const summaryOverSeconds = 10;

/**
 * An event in one line: `+15.02 s  fault-injected  pod-1  delete-pods`. @param started the run's
 * start, Unix time in seconds
 */
export function eventLine(event: LabEvent, started: number): string {
	const { time, pod, container, group, fault, detail } = event;
	const at = `+${(time - started).toFixed(2)} s`;
	const about = [event.event, pod, container, group, fault, detail];
	const told = about.filter((part) => part !== undefined && part !== "");
	return rendered([[at, ...told].join("  ")], Number.POSITIVE_INFINITY, plain);
}

/** All that a frame shows, in one line. @param now by the observer's clock, Unix time in seconds */
export function summaryLine(state: WatchState, now: number): string {
	const { p50, p99 } = quantilesOfLast(summaryOverSeconds, state.persists, now);
	const parts = [
		runTime(state, now),
		...(state.lab.recording
			? [
					rendered(healthCounts(state, now), Number.POSITIVE_INFINITY, plain),
					`persist p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`,
					missedText(state, now),
				]
			: []),
		nextFaultText(state, now),
	];
	return `${state.lab.stack}: ${parts.filter((part) => part !== "").join("; ")}`;
}
