import * as Plot from "@observablehq/plot";
import type { FaultTime } from "../digest/rows.ts";
import { fault as faultStyle, modeStyle } from "./colours.ts";
import type { LegendEntry } from "./picture.ts";

export const faultLegend: LegendEntry = {
	label: "a fault, until the system was back",
	key: { kind: "fill", fill: faultStyle.fill, opacity: faultStyle.opacity * 2 },
};

/** Shaded windows; to be drawn below everything else. */
export function faultMarks(faults: readonly FaultTime[], [from, to]: readonly [number, number]): Plot.Markish {
	const placed = faults.map((each) => ({
		start: Math.max(from, each.startSeconds),
		end: Math.min(to, each.endSeconds ?? to),
		hover: faultText(each),
	}));
	return [
		Plot.rect(placed, {
			x1: "start",
			x2: "end",
			fill: faultStyle.fill,
			fillOpacity: faultStyle.opacity,
			title: "hover",
			className: "fault-window",
		}),
		Plot.ruleX(placed, {
			x: "start",
			stroke: faultStyle.edge,
			strokeDasharray: "3 2",
			className: "fault-edge",
		}),
	];
}

function faultText({ fault, startSeconds, endSeconds }: FaultTime): string {
	const at = `${fault} at ${startSeconds.toFixed(1)} s`;
	return endSeconds === null
		? `${at}, not back before the end`
		: `${at}, back after ${(endSeconds - startSeconds).toFixed(1)} s`;
}

/** When the faults of a mode were, and how long they lasted; null without any. */
export function faultSentence(mode: string, faults: readonly FaultTime[]): string | null {
	return faults.length === 0
		? null
		: `${modeStyle(mode).label}: ${faults.map(faultText).join("; ")} (medians over the runs).`;
}

/** Faults of a mode, in order of time. */
export function faultsOf(faults: readonly FaultTime[], mode: string): FaultTime[] {
	return faults
		.filter((each) => each.mode === undefined || each.mode === mode)
		.sort((a, b) => a.startSeconds - b.startSeconds);
}

const secondsBefore = 30;
const secondsAfter = 60;

/** From shortly before the first fault until well after the last system was back. */
export function aroundFaults(
	faults: readonly FaultTime[],
	durationSeconds: number,
): readonly [from: number, to: number] {
	const starts = faults.map(({ startSeconds }) => startSeconds);
	const ends = faults.map(({ endSeconds }) => endSeconds ?? durationSeconds);
	return [
		Math.max(0, Math.min(...starts) - secondsBefore),
		Math.min(durationSeconds, Math.max(...ends) + secondsAfter),
	];
}
