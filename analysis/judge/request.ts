import type { Protocol } from "../../schema/protocol.ts";
import { type Property, type Verdict, verdict, verdicts } from "../../schema/run.ts";

/** What is asked of a judge beside the history. */
export type Request = {
	/** Beside those of the run. */
	thresholds: Protocol["thresholds"];
	expectations: Expectation[];
	/** How many replicas a history without a `run.json` is of. */
	replicas?: number;
	/** Its interval t. */
	intervalSeconds?: number;
};

/** A verdict that is to come. */
export type Expectation = { property: Property; verdict: Verdict };

const thresholdNames = [
	"rtoSeconds",
	"missedUpdates",
	"persistP99Seconds",
	"startupSeconds",
] as const satisfies (keyof Protocol["thresholds"])[];

/** @throws Error with one sentence for what is no `name=limit` */
export function readThreshold(text: string): Protocol["thresholds"] {
	const [name, limit] = halvesOf(text);
	const known = thresholdNames.find((each) => each === name);
	const value = limit === "" ? Number.NaN : Number(limit);
	if (known === undefined || !(value >= 0) || value === Number.POSITIVE_INFINITY) {
		throw new Error(
			`--threshold must be <name>=<limit> with a limit of at least 0 and a name of ${thresholdNames.join(", ")}, not "${text}".`,
		);
	}
	return { [known]: value };
}

/** @throws Error with one sentence for what is no `property=verdict` */
export function readExpectation(text: string): Expectation {
	const [name, value] = halvesOf(text);
	const property = verdicts.keyof().safeParse(name);
	const expected = verdict.safeParse(value);
	if (property.success && expected.success) {
		return { property: property.data, verdict: expected.data };
	}
	throw new Error(
		`--expect must be <property>=<verdict> with a property of ${verdicts.keyof().options.join(", ")} and a verdict of ${verdict.options.join(", ")}, not "${text}".`,
	);
}

/**
 * @throws Error with one sentence for what is no number above 0, or no whole one where it must be
 */
export function readCount(option: string, text: string, { whole }: { whole: boolean }): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	const isFine = value > 0 && value < 1e6 && (!whole || Number.isInteger(value));
	if (isFine) return value;
	throw new Error(`${option} must be a ${whole ? "whole number" : "number of seconds"} above 0, not "${text}".`);
}

function halvesOf(text: string): [string, string] {
	const at = text.indexOf("=");
	return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
