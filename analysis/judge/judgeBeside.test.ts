import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { cleanRun, identities, plan, type Run } from "../checker/cleanRun.fixture.ts";
import { RecordColumns } from "../checker/recordColumns.ts";
import { judge } from "../checker.ts";
import { readOperationColumns } from "../collect/operationColumns.ts";
import { findingsOfShare, judgeBeside } from "./judgeBeside.ts";
import { SecondThread } from "./secondThread.ts";

let thread: SecondThread;
beforeEach(() => {
	thread = new SecondThread();
});
afterEach(() => thread.end());

const damages: ((records: OperationRecord[], at: number) => OperationRecord[])[] = [
	(records) => records,
	(records, at) => records.toSpliced(at, 1),
	(records, at) => records.slice(0, at),
	// An identity that is no replica.
	(records, at) => changed(records, at, { pod: "pod-9" }),
	(records, at) => changed(records, at, { state: "none of its chain" }),
	(records, at) => changed(records, at, { index: 0 }),
	// The same number with something else in it.
	(records, at) => [...records, { ...one(records, at), error: "" }],
];

function one(records: readonly OperationRecord[], at: number): OperationRecord {
	return records[at % records.length] as OperationRecord;
}

function changed(records: OperationRecord[], at: number, change: Partial<OperationRecord>): OperationRecord[] {
	const i = at % records.length;
	return records.with(i, { ...one(records, i), ...change });
}

function columnsOf(records: readonly OperationRecord[]) {
	const columns = new Map<string, RecordColumns>();
	for (const record of records) {
		const mine = columns.get(record.pod) ?? new RecordColumns(record.pod);
		columns.set(record.pod, mine);
		mine.push(record);
	}
	return columns;
}

function optionsFor({ reads, records }: Run) {
	return {
		reads,
		doubts: ["Its reader has a doubt."],
		latenciesOf: { from: records[0]?.time ?? 0, until: Infinity },
	};
}

test("two threads judge any history, whole or damaged, as one does", async () => {
	await fc.assert(
		fc.asyncProperty(plan, fc.nat(), fc.constantFrom(...damages), async (plan, at, damage) => {
			const run = cleanRun(plan);
			const records = damage(run.records, at % run.records.length);
			const options = optionsFor(run);
			const judgement = await judgeBeside(
				columnsOf(records),
				run.events,
				identities,
				options,
				// What threads send each other is copied.
				async (share) => structuredClone(findingsOfShare(structuredClone(share))),
			);
			expect(judgement).toEqual(judge(records, run.events, identities, options));
		}),
	);
});

test("a second thread reads its parts of a file, and judges its half", async () => {
	const [somePlan] = fc.sample(plan, { numRuns: 1, seed: 1 });
	const run = cleanRun(somePlan as NonNullable<typeof somePlan>);
	const folder = await mkdtemp(join(tmpdir(), "holdfast-beside-"));
	try {
		const file = join(folder, "operations.ndjson");
		await writeFile(file, run.records.map((record) => `${JSON.stringify(record)}\n`).join(""));
		const { records } = await readOperationColumns(file, (shared) => thread.ask("read", shared), 0);
		expect(thread.hasStarted).toBe(true);
		const judgement = await judgeBeside(records, run.events, identities, optionsFor(run), (share) =>
			thread.ask("judge", share),
		);
		expect(judgement).toEqual(judge(run.records, run.events, identities, optionsFor(run)));
	} finally {
		await rm(folder, { recursive: true });
	}
});

test("what goes wrong in the second thread is told, and nobody waits for it", async () => {
	const nowhere = { file: "/nowhere", parts: [{ start: 0, end: 1 }] };
	const taken = new Int32Array(new SharedArrayBuffer(4));
	await expect(thread.ask("read", { ...nowhere, taken })).rejects.toThrow("ENOENT");
});
