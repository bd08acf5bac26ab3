import type { FaultWindow } from "../digest/runTime.ts";
import { faultTraits, splitFaultName } from "../schema/faultKinds.ts";
import type { FigureContext, TimeChart } from "./chart.ts";

/** For example `2 Pods deleted, recovered after 2.4 s`. */
export function faultLabel(fault: FaultWindow): string {
	const { victims, startSeconds, endSeconds } = fault;
	const what =
		fault.fault === "delete-pods"
			? `${victims.length} ${victims.length === 1 ? "Pod" : "Pods"} deleted`
			: fault.fault;
	return endSeconds === null
		? `${what}, not recovered before the end`
		: `${what}, recovered after ${(endSeconds - startSeconds).toFixed(1)} s`;
}

/** Whether all of these faults deleted their victims: other faults hit them without that. */
export function onlyDeletions(faults: readonly FaultWindow[]): boolean {
	return faults.every(({ fault }) => {
		const kind = splitFaultName(fault)?.kind;
		return kind !== undefined && faultTraits[kind].deletes;
	});
}

/** What a reader must know of the run, below its figure. */
export function captions(
	context: FigureContext,
	logarithmic: boolean,
): string[] {
	const lines: string[] = [];
	if (context.incompleteBecause.length > 0) {
		lines.push(`INCOMPLETE RUN: ${context.incompleteBecause.join("; ")}`);
	}
	if (context.damaged) {
		lines.push(
			"DAMAGED RUN: its files can't be read to their ends, so something is missing here.",
		);
	}
	if (logarithmic) lines.push("The vertical axis is logarithmic.");
	if (context.standIns.length > 0) {
		lines.push(
			`Stand-ins: ${context.standIns
				.map(({ name, standsInFor }) => `${name} stands in for ${standsInFor}`)
				.join("; ")}.`,
		);
	}
	return lines;
}

/** The figure in words, for whoever does not see it. */
export function describe(
	{ quantity, unit, linesOf, points, failures }: TimeChart,
	{ durationSeconds, faults }: FigureContext,
	lines: number,
): string {
	const ordered = points.map(({ value }) => value).sort((a, b) => a - b);
	const median = ordered[Math.floor(ordered.length / 2)];
	const range =
		median === undefined
			? "No values were recorded."
			: `Values lie between ${readable(ordered[0] ?? 0)} and ${readable(ordered.at(-1) ?? 0)} ${unit}, half of them below ${readable(median)}.`;
	const sentences = [
		`Line chart of ${quantity} in ${unit} over ${Math.round(durationSeconds)} seconds of run time, one line for each of ${lines} ${linesOf}.`,
		range,
		...faults.map((fault) => {
			const at = `At ${fault.startSeconds.toFixed(1)} s: ${faultLabel(fault)}`;
			return fault.victims.length === 0
				? `${at}.`
				: `${at} (${fault.victims.join(", ")}).`;
		}),
	];
	if (failures.length > 0) {
		sentences.push(`${failures.length} operations were not acknowledged.`);
	}
	return sentences.join(" ");
}

function readable(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString("en");
}
