import { counted } from "../../schema/counted.ts";
import type { Measures, ThresholdOutcome } from "../../schema/run.ts";

/** Stands where the end of something was waited for in vain. */
export const notWithinRun = "not within the run";

/** What clients outside were answered, in one sentence. */
export function readsSentence({ count, stale, worstUpdates, worstSeconds }: NonNullable<Measures["reads"]>): string {
	const answers = `Clients got ${counted(count, "answer")}`;
	if (count === 0 || stale === 0) return `${answers}, none of them stale.`;
	return `${answers}, ${stale} of them stale: the worst was ${counted(worstUpdates, "update")} behind one that had been acknowledged for ${worstSeconds.toFixed(2)} s.`;
}

const thresholdLabels: Readonly<Record<string, { what: string; unit: string; factor: number }>> = {
	rtoSeconds: { what: "slowest recovery", unit: "s", factor: 1 },
	missedUpdates: { what: "updates missed by the worst survivor", unit: "", factor: 1 },
	persistP99Seconds: { what: "p99 of the persist latency", unit: "ms", factor: 1000 },
	startupSeconds: { what: "slowest first start", unit: "s", factor: 1 },
};

/**
 * A threshold of the protocol and what the run made of it: `slowest recovery at most 8 s: 2.5 s,
 * held`.
 */
export function thresholdSentence({ name, limit, value, held }: ThresholdOutcome): string {
	const { what, unit, factor } = thresholdLabels[name] ?? { what: name, unit: "", factor: 1 };
	const shown = (number: number) => `${Number((number * factor).toFixed(2))}${unit === "" ? "" : ` ${unit}`}`;
	const reached = value === null ? notWithinRun : shown(value);
	return `${what} at most ${shown(limit)}: ${reached}, ${held ? "held" : "CROSSED"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[], separator = ", "): string {
	const last = parts.at(-1) ?? "";
	if (parts.length < 2) return last;
	return `${parts.slice(0, -1).join(separator)} and ${last}`;
}
