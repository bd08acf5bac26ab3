import { median, pairs } from "d3-array";
import type { Protocol } from "../../schema/protocol.ts";
import type { Comparison } from "./comparison.ts";
import { questionText } from "./question.ts";
import { runsToDecide } from "./runsToDecide.ts";
import { mostLooks } from "./sequential.ts";

/** What would make a report surer. */
export type NextStep = {
	/** `decentral vs central: rto`. */
	question: string;
	/** Of each mode at each size. */
	runs: number;
	/** All of them together. */
	minutes: number;
	/** Makes new runs until the question is decided. */
	command: string;
};

type Protocolled = Pick<Protocol, "name" | "durationSeconds" | "settleSeconds" | "faults">;

/** Of what bringing up, taking down and collecting take, where the runs don't tell. */
const overheadSeconds = 60;

/** A sweep that stood still for longer says nothing of how long a run takes. */
const longestOverheadSeconds = 900;

/**
 * The first open comparison that runs can decide: with how many, in how many minutes, by which
 * command. The command makes runs of its own and looks at them alone: adding runs to those that
 * left it open, and testing all of them again, would make the error rate higher than it says.
 *
 * @param comparisons of a group, the most important first
 * @param secondsPerRun see `secondsPerRun`
 * @returns null where nothing is open that few enough runs could decide
 */
export function nextStep(
	comparisons: readonly Comparison[],
	protocol: Pick<Protocol, "name">,
	secondsPerRun: number,
): NextStep | null {
	for (const comparison of comparisons) {
		const runs = runsToDecide(comparison);
		if (runs === null || runs > mostLooks) continue;
		const { first, second, sizes } = comparison;
		const minutes = Math.ceil((2 * runs * sizes.length * secondsPerRun) / 60);
		const question = questionText(comparison);
		const replicas = sizes.map((size) => size.replicas).join(",");
		return {
			question,
			runs,
			minutes,
			command: `npx holdfast sweep --modes ${first},${second} --replicas ${replicas} --protocol ${protocol.name} --until-decided --question "${question}" --repeat ${Math.min(mostLooks, 2 * runs)} --at-most ${2 * minutes}m`,
		};
	}
	return null;
}

/**
 * How long a run takes from its start to the next one's, the median where they were made one after
 * the other; else what the protocol says and a minute.
 *
 * @param starts of runs, ISO 8601
 */
export function secondsPerRun(
	starts: readonly string[],
	{ durationSeconds, settleSeconds, faults }: Protocolled,
): number {
	const longest = durationSeconds + settleSeconds * faults.length + longestOverheadSeconds;
	const times = starts.map((start) => Date.parse(start) / 1000).sort((a, b) => a - b);
	const gaps = pairs(times, (a, b) => b - a).filter((gap) => gap >= durationSeconds && gap <= longest);
	return median(gaps) ?? durationSeconds + overheadSeconds;
}
