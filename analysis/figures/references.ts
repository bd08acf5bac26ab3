import type { StudyResults } from "./picture.ts";

/** Values that another study reports, in the unit of the figure. */
export type Reference = {
	/** A range, or where both are the same a limit or a mean. */
	low: number;
	high: number;
	/** The value with its unit, and what it is. */
	label: readonly [value: string, what: string];
	/** Where on the horizontal axis it begins and ends, if it isn't about all of it. */
	from?: number;
	to?: number;
};

/** `The study: 40–50 ms typical; 60 ms outliers.`; empty for no references. */
export function referenceText(references: readonly Reference[]): string {
	return references.length === 0 ? "" : ` The study: ${references.map(({ label }) => label.join(" ")).join("; ")}.`;
}

/** A figure of the study's for which its text gives numbers; `crashed` ones are of the deleted Pods. */
export type StudyFigure = "persist" | "retrieve" | "memory" | "persistCrashed" | "retrieveCrashed" | "startup";

/** When, in our own run time, things happen that the study's numbers are about. */
export type ReferenceTimes = {
	durationSeconds: number;
	/** The first fault; null where there is none. */
	faultSeconds: number | null;
};

/** The study names no time for what it saw at the start; the mark is this part of the run long. */
const startShare = 0.08;

/**
 * What the study's text says of a mode in one of its figures, in the unit of that figure: milliseconds, megabytes, or
 * for the startup delay, seconds. Empty for modes that it doesn't know.
 */
export function studyReferences(
	figure: StudyFigure,
	mode: string,
	study: StudyResults | null,
	{ durationSeconds, faultSeconds }: ReferenceTimes,
): Reference[] {
	if (study === null || (mode !== "central" && mode !== "decentral")) return [];
	const { central, decentral } = study;
	const isCentral = mode === "central";
	const start = { from: 0, to: durationSeconds * startShare };
	const afterCrash = (high: number): Reference[] =>
		faultSeconds === null
			? []
			: [
					{
						...value(high, `up to ${high} ms`, "after the crash"),
						from: faultSeconds,
					},
				];
	switch (figure) {
		case "persist":
			return isCentral
				? [
						range(central.persistLatencyMs.typical, "ms", "typical"),
						value(central.persistLatencyMs.outlier, `${central.persistLatencyMs.outlier} ms`, "outliers"),
					]
				: [
						{
							...value(decentral.persistLatencyMs.initial, `${decentral.persistLatencyMs.initial} ms`, "at the start"),
							...start,
						},
						settled(study),
					];
		case "persistCrashed":
			return isCentral
				? [
						range(central.persistLatencyMs.typical, "ms", "typical"),
						...afterCrash(central.persistLatencyMs.afterCrashMax),
					]
				: [settled(study), ...afterCrash(decentral.persistLatencyMs.afterCrashMax)];
		case "retrieve":
			return isCentral
				? retrievedCentrally(study)
				: [
						range(decentral.retrieveLatencyMs.settlesAt, "ms", "once settled"),
						value(decentral.retrieveLatencyMs.max, `up to ${decentral.retrieveLatencyMs.max} ms`, "before that"),
					];
		case "retrieveCrashed":
			return isCentral
				? retrievedCentrally(study)
				: [
						range(decentral.retrieveLatencyMs.settlesAt, "ms", "once settled"),
						...afterCrash(decentral.retrieveLatencyMs.afterCrashMax),
					];
		case "memory": {
			if (isCentral) {
				const what = `without ${central.memoryMB.excludes}`;
				return [range(central.memoryMB.typical, "MB", what)];
			}
			const times = decentral.memoryTimesCentral;
			const most = times * highest(central.memoryMB.typical);
			return [value(most, `up to ${most} MB`, `(${times} × central)`)];
		}
		case "startup": {
			const { mean, restartShorterByPercent } = study[mode].startupDelaySeconds;
			const restart = mean * (1 - restartShorterByPercent / 100);
			return [
				value(mean, `${mean} s`, "mean"),
				value(restart, `${Number(restart.toPrecision(2))} s, restart`, `(${restartShorterByPercent} % shorter)`),
			];
		}
	}
}

function retrievedCentrally({ central }: StudyResults): Reference[] {
	const { typical, max } = central.retrieveLatencyMs;
	return [range(typical, "ms", "typical"), value(max, `${max} ms`, "at most")];
}

function settled({ decentral }: StudyResults): Reference {
	const below = decentral.persistLatencyMs.settlesBelow;
	return value(below, `below ${below} ms`, "once settled");
}

function range(bounds: readonly number[], unit: string, what: string): Reference {
	const [low, high] = [Math.min(...bounds), highest(bounds)];
	return { low, high, label: [`${low}–${high} ${unit}`, what] };
}

function value(at: number, text: string, what: string): Reference {
	return { low: at, high: at, label: [text, what] };
}

function highest(bounds: readonly number[]): number {
	return Math.max(...bounds);
}
