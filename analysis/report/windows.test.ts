import { expect, test } from "vitest";
import type { FaultWindow } from "../../schema/run.ts";
import { syntheticWindow } from "../statistics/syntheticRun.fixture.ts";
import { windowColumns, windowRows, witnessSentences } from "./windows.ts";

const zero = 1000;

function cells(fields: Partial<FaultWindow> = {}): string[] {
	return windowRows([syntheticWindow(fields)], zero).flatMap((row) => windowColumns.map(({ cell }) => cell(row)));
}

const replica = (pod: string, victim: boolean, missedUpdates: number) => ({
	pod,
	victim,
	expectedUpdates: 9,
	missedUpdates,
	longestGapSeconds: missedUpdates + 1,
});

test("a fault's row tells victims from survivors, of whom it shows the worst", () => {
	const replicas = [replica("pod-0", true, 8), replica("pod-1", false, 2), replica("pod-2", false, 3)];
	expect(
		windowRows(
			[
				syntheticWindow({
					fault: "freeze:hazelcast",
					healed: new Date(1025e3).toISOString(),
					replicas,
				}),
			],
			zero,
		),
	).toEqual([
		{
			fault: "freeze:hazelcast",
			victims: ["pod-0"],
			injectedSeconds: 15,
			healedAfterSeconds: 10,
			lasts: true,
			steadyAfterSeconds: 4.5,
			othersMissed: 3,
			othersGapSeconds: 4,
			victimsGapSeconds: 9,
			bite: null,
			undone: null,
		},
	]);
});

test("what was waited for in vain is not within the run, and what isn't there is nothing", () => {
	expect(cells()).toEqual(["15.0", "–", "4.5", "1", "1.2", "3.4", "–", "–"]);
	expect(cells({ fault: "cut-off", steady: null })).toEqual([
		"15.0",
		"not within the run",
		"not within the run",
		"1",
		"1.2",
		"3.4",
		"–",
		"–",
	]);
	expect(cells({ fault: "delete-all", replicas: [replica("pod-0", true, 2)] })).toEqual([
		"15.0",
		"–",
		"4.5",
		"–",
		"–",
		"3.0",
		"–",
		"–",
	]);
	expect(cells({ fault: "squeeze-cpu", replicas: [replica("pod-0", false, 2)] })).toEqual([
		"15.0",
		"not within the run",
		"4.5",
		"2",
		"3.0",
		"–",
		"–",
		"–",
	]);
});

test("whether a fault was seen to bite and to be undone stands in its row, with the numbers, and in words", () => {
	const confirmed = {
		pod: "pod-1",
		outcome: "confirmed" as const,
		value: 412,
		detail: "412 packets were dropped",
	};
	const doubt = {
		pod: null,
		outcome: "inconclusive" as const,
		value: null,
		detail: "nobody looked",
	};
	const fields = {
		fault: "cut-off",
		witness: {
			injected: { outcome: "confirmed" as const, victims: [confirmed] },
			undone: { outcome: "inconclusive" as const, victims: [doubt] },
		},
	};
	expect(cells(fields).slice(-2)).toEqual(["confirmed (412)", "inconclusive"]);
	const rows = windowRows([syntheticWindow(fields)], zero);
	const all = ["cut-off of pod-1: confirmed: 412 packets were dropped", "undoing cut-off: inconclusive: nobody looked"];
	expect(witnessSentences(rows, { onlyDoubts: false })).toEqual(all);
	expect(witnessSentences(rows, { onlyDoubts: true })).toEqual(all.slice(1));
});
