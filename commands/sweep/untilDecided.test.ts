import { describe, expect, test } from "vitest";
import type { MetricRow } from "../../analysis/digest/rows.ts";
import type { Question } from "../../analysis/statistics/question.ts";
import { plannedLooks } from "../../analysis/statistics/sequential.ts";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import { type PlannedRun, planOf } from "./plan.ts";
import { progressOf } from "./progress.ts";
import { conclusionText, looksText, untilDecided } from "./untilDecided.ts";

const most = 8;
const plan = planOf({
	modes: ["central", "decentral"],
	replicas: [5],
	protocols: ["quick"],
	faults: [null],
	repeat: most,
	seed: 7,
	set: {},
});
const question: Question = {
	first: "decentral",
	second: "central",
	metric: "rtoSlowest",
};
const looks = plannedLooks(1, most);
const secondsOfRun = 100;

/** A sweep of made-up runs: what a mode's run of a repetition measures. */
function sweepOf(
	measured: (mode: string, repetition: number) => number | null,
	{
		atMostSeconds = null as number | null,
		entries = [] as JournalEntry[],
		stopAfterRuns = Number.POSITIVE_INFINITY,
	} = {},
) {
	const said: string[] = [];
	const done: string[] = [];
	const carryOut = async (runs: readonly PlannedRun[]) => {
		const progress = progressOf(entries);
		for (const { id } of runs) {
			if (progress(id).last !== null || done.length >= stopAfterRuns) continue;
			done.push(id);
			entries.push({
				time: "2026-01-01T00:00:00.000Z",
				run: id,
				attempt: 1,
				event: "ended",
				outcome: "complete",
				folder: id,
				seconds: secondsOfRun,
			});
		}
	};
	const rowsOf = async (runs: readonly PlannedRun[]) =>
		runs.map(
			({ id, cell }): MetricRow => ({
				mode: cell.mode,
				replicas: cell.replicas,
				run: id,
				metric: "rtoSlowest",
				view: "settled",
				value: measured(cell.mode, Number(/ (\d+)\/\d+$/.exec(id)?.[1])),
			}),
		);
	const conclusion = untilDecided({
		plan,
		question,
		looks,
		atMostSeconds,
		journal: { entries, append: (entry) => entries.push(entry) },
		retries: 0,
		carryOut,
		rowsOf,
		stopping: () => done.length >= stopAfterRuns,
		say: (line) => said.push(line),
	});
	return { conclusion, said, done, entries };
}

const commandWith = (options: object) => `sweep ${JSON.stringify(options)}`;
const apart = (mode: string, repetition: number) => (mode === "central" ? 1 : 5) + repetition / 10;
const overlapping = (mode: string, repetition: number) => 1 + ((repetition * (mode === "central" ? 3 : 5)) % 8) / 8;

describe("untilDecided", () => {
	test("stops at the first look at which modes that don't overlap can be told apart", async () => {
		const { conclusion, said, done } = sweepOf(apart);
		const concluded = await conclusion;
		expect(concluded).toMatchObject({
			end: "decided",
			blocks: 4,
			seconds: 800,
		});
		expect(concluded.answer?.outcome).toBe("secondLower");
		expect(done).toHaveLength(8);
		expect(concluded.runs).toHaveLength(8);
		expect(said).toEqual([
			...[1, 2, 3].map((runs) =>
				expect.stringMatching(`^Look after ${runs} of each, "decentral vs central: rto": too few to decide \\(p = `),
			),
			'Look after 4 of each, "decentral vs central: rto": decided (p = 0.029, decided from 0.029 on).',
		]);
		expect(conclusionText(concluded, question, { looks, commandWith })).toBe(
			"Decided after 4 runs of each mode at each size, 13 min: decentral's RTO (slowest deleted Pod) is 4.2 times [3.64, 4.91] (95 %) central's (p = 0.029 at this look, error rate of all looks together 5 %).",
		);
	});

	test("makes all planned runs where nothing can be told, and names how many more would do", async () => {
		const { conclusion } = sweepOf(overlapping);
		const concluded = await conclusion;
		expect(concluded).toMatchObject({ end: "runs", blocks: most });
		expect(conclusionText(concluded, question, { looks, commandWith })).toMatch(
			/^Not decided after 8 runs of each mode at each size, 27 min: all planned runs are done\. So far central's RTO .* times \[.*\] \(95 %\) decentral's .* (About \d+ runs of each mode would probably decide it, \d+ minutes, in a sweep of its own that plans so many:\n\n {4}sweep \{"repeat":\d+,"atMostMinutes":\d+\}|More than 200 runs)/,
		);
	});

	test("begins no block that would take longer than it may, and says how to go on", async () => {
		const { conclusion, done } = sweepOf(apart, { atMostSeconds: 500 });
		const concluded = await conclusion;
		expect(concluded).toMatchObject({ end: "time", blocks: 2, seconds: 400 });
		expect(done).toHaveLength(4);
		expect(conclusionText(concluded, question, { looks, commandWith })).toMatch(
			/Not decided after 2 runs of each mode at each size, 7 min: the time is over\. .* About \d runs of each mode would probably decide it, \d+ more minutes; this goes on:\n\n {4}sweep \{"atMostMinutes":\d+\}\n$/,
		);
	});

	test("goes on where it was stopped, with the same looks", async () => {
		const stopped = sweepOf(apart, { stopAfterRuns: 3 });
		expect(await stopped.conclusion).toMatchObject({
			end: "stopped",
			blocks: 1,
		});
		const again = sweepOf(apart, { entries: stopped.entries });
		expect(await again.conclusion).toMatchObject({ end: "decided", blocks: 4 });
		expect(again.done).toHaveLength(5);
	});

	test("says where no difference larger than 10 % is left", async () => {
		const { conclusion } = sweepOf((mode, repetition) => 1 + ((repetition * (mode === "central" ? 3 : 5)) % 8) / 400);
		const concluded = await conclusion;
		expect(concluded.end).toBe("decided");
		expect(conclusionText(concluded, question, { looks, commandWith })).toMatch(
			/decentral's and central's RTO \(slowest deleted Pod\) are no more than 10 % apart, /,
		);
	});

	test("isn't decided by runs without a value", async () => {
		const concluded = await sweepOf(() => null).conclusion;
		expect(concluded).toMatchObject({
			end: "runs",
			answer: { outcome: "undecided", p: 1 },
		});
		expect(conclusionText(concluded, question, { looks, commandWith })).not.toMatch(/NaN|undefined|Infinity/);
	});
});

test("looksText tells when it looks", () => {
	expect(looksText({ question, looks, atMostSeconds: 1500 })).toBe(
		'It stops as soon as "decentral vs central: rto" is decided, or 25 min are over: it looks after 4, 5, 6, 7, 8 runs of each mode at each size.',
	);
});
