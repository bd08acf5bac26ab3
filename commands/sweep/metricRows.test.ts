import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { metricsHeader, metricsLine } from "../../analysis/collect/metricsCsv.ts";
import { syntheticRun } from "../../analysis/statistics/syntheticRun.fixture.ts";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import type { RunManifest } from "../../schema/run.ts";
import { metricRowsOf } from "./metricRows.ts";
import { planOf } from "./plan.ts";

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "holdfast-rows-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const { runs } = planOf({
	modes: ["central"],
	replicas: [5],
	protocols: ["quick"],
	faults: [null],
	repeat: 4,
	seed: 1,
	set: {},
});

function writeRun(folder: string, fields: Partial<RunManifest> = {}): void {
	const { manifest, operations, events, samples } = syntheticRun(fields);
	const path = join(root, folder);
	mkdirSync(path, { recursive: true });
	const lines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
	writeFileSync(join(path, "run.json"), JSON.stringify(manifest));
	writeFileSync(join(path, "operations.ndjson"), lines(operations));
	writeFileSync(join(path, "events.ndjson"), lines(events));
	writeFileSync(join(path, "metrics.csv"), metricsHeader + samples.map(metricsLine).join(""));
}

test("has the settled numbers of runs that statistics use, and none of runs that the laboratory spoiled, that left nothing or can't be read", async () => {
	writeRun("good");
	writeRun("busy", {
		id: "busy",
		trust: { trusted: false, reasons: ["Others were at work."] } as never,
	});
	mkdirSync(join(root, "torn"));
	const ended = (number: number, folder?: string): JournalEntry => ({
		time: "2026-01-01T00:00:00.000Z",
		run: runs[number]?.id as string,
		attempt: 1,
		event: "ended",
		outcome: folder === undefined ? "failed" : "complete",
		...(folder !== undefined && { folder }),
	});
	const journal = [ended(0, "good"), ended(1, "busy"), ended(2, "torn"), ended(3)];
	const rows = await metricRowsOf(root, runs, journal);
	expect(new Set(rows.map(({ run, view }) => `${run} ${view}`))).toEqual(
		new Set(["synthetic-2/20260101T000000Z settled"]),
	);
	expect(rows.find(({ metric }) => metric === "rtoSlowest")?.value).toBe(2.5);
});
