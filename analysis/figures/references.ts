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

/**
 * A figure of the study's for which its text gives numbers; `crashed` ones are of the deleted Pods.
 */
export type StudyFigure = "persist" | "retrieve" | "memory" | "persistCrashed" | "retrieveCrashed" | "startup";

/** When, in our own run time, things happen that the study's numbers are about. */
type ReferenceTimes = {
	durationSeconds: number;
	/** The first fault; null where there is none. */
	faultSeconds: number | null;
};

/** The study names no time for what it saw at the start; the mark is this part of the run long. */
const startShare = 0.08;

/**
 * What the study's text says of a mode in one of its figures, in the unit of that figure:
 * milliseconds, megabytes, or for the startup delay, seconds. Empty for modes that it doesn't know.
 */
export function studyReferences(
	figure: StudyFigure,
	mode: string,
	study: StudyResults | null,
	{ durationSeconds, faultSeconds }: ReferenceTimes,
): Reference[] {
	if (study === null || (mode !== "central" && mode !== "decentral")) return [];
	const { central, decentral } = study;
	const { outlier, ...centralPersist } = central.persistLatencyMs;
	const typicalPersist = range(centralPersist.typical, "ms", "typical");
	const { initial, settlesBelow, ...decentralPersist } = decentral.persistLatencyMs;
	const settledPersist = value(settlesBelow, `below ${settlesBelow} ms`, "once settled");
	const { typical, max } = central.retrieveLatencyMs;
	const centralRetrieve = [range(typical, "ms", "typical"), value(max, `${max} ms`, "at most")];
	const decentralRetrieve = decentral.retrieveLatencyMs;
	const settledRetrieve = range(decentralRetrieve.settlesAt, "ms", "once settled");
	const afterCrash = (high: number): Reference[] =>
		faultSeconds === null ? [] : [{ ...value(high, `up to ${high} ms`, "after the crash"), from: faultSeconds }];
	const atStart = { from: 0, to: durationSeconds * startShare };
	const times = decentral.memoryTimesCentral;
	const mostMemory = times * Math.max(...central.memoryMB.typical);
	const references: Readonly<Record<StudyFigure, Record<"central" | "decentral", Reference[]>>> = {
		persist: {
			central: [typicalPersist, value(outlier, `${outlier} ms`, "outliers")],
			decentral: [{ ...value(initial, `${initial} ms`, "at the start"), ...atStart }, settledPersist],
		},
		persistCrashed: {
			central: [typicalPersist, ...afterCrash(centralPersist.afterCrashMax)],
			decentral: [settledPersist, ...afterCrash(decentralPersist.afterCrashMax)],
		},
		retrieve: {
			central: centralRetrieve,
			decentral: [settledRetrieve, value(decentralRetrieve.max, `up to ${decentralRetrieve.max} ms`, "before that")],
		},
		retrieveCrashed: {
			central: centralRetrieve,
			decentral: [settledRetrieve, ...afterCrash(decentralRetrieve.afterCrashMax)],
		},
		memory: {
			central: [range(central.memoryMB.typical, "MB", `without ${central.memoryMB.excludes}`)],
			decentral: [value(mostMemory, `up to ${mostMemory} MB`, `(${times} × central)`)],
		},
		startup: { central: startups(central.startupDelaySeconds), decentral: startups(decentral.startupDelaySeconds) },
	};
	return references[figure][mode];
}

function startups({ mean, restartShorterByPercent }: StudyResults["central"]["startupDelaySeconds"]): Reference[] {
	const restart = mean * (1 - restartShorterByPercent / 100);
	return [
		value(mean, `${mean} s`, "mean"),
		value(restart, `${Number(restart.toPrecision(2))} s, restart`, `(${restartShorterByPercent} % shorter)`),
	];
}

function range(bounds: readonly number[], unit: string, what: string): Reference {
	const [low, high] = [Math.min(...bounds), Math.max(...bounds)];
	return { low, high, label: [`${low}–${high} ${unit}`, what] };
}

function value(at: number, text: string, what: string): Reference {
	return { low: at, high: at, label: [text, what] };
}
