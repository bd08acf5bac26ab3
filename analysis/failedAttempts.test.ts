import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failedAttempts } from "./failedAttempts.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-failed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function journal(sweep: string, lines: readonly unknown[]): void {
	mkdirSync(join(folder, "sweeps", sweep), { recursive: true });
	const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
	writeFileSync(join(folder, "sweeps", sweep, "journal.ndjson"), text);
}

const ended = (run: string, more: object) => ({
	time: "2026-01-01T00:00:00.000Z",
	run,
	attempt: 1,
	event: "ended",
	...more,
});

test("attempts without results are found in every sweep's journal, whatever else it holds", async () => {
	journal("b", [
		ended("none-5 quick 1/1", { outcome: "complete", folder: "none-5/1" }),
		"{ torn",
		ended("none-5 quick 1/2", {
			outcome: "failed",
			cause: "method",
			error: "StatefulSet pod is not ready.",
		}),
	]);
	journal("a", [ended("central-5 quick 1/1", { outcome: "failed" })]);
	expect(await failedAttempts(folder)).toEqual([
		{
			sweep: "a",
			run: "central-5 quick 1/1",
			attempt: 1,
			cause: null,
			why: "Nobody knows why.",
		},
		{
			sweep: "b",
			run: "none-5 quick 1/2",
			attempt: 1,
			cause: "method",
			why: "StatefulSet pod is not ready.",
		},
	]);
});

test("without any sweep there are none", async () => {
	expect(await failedAttempts(folder)).toEqual([]);
	expect(await failedAttempts(join(folder, "not there"))).toEqual([]);
});
