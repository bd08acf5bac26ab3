import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { JournalEntry } from "./sweepJournal.ts";
import * as journals from "./sweepJournal.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const openJournal = (file: string) => journals.openJournal(file, () => true);
const readJournal = (file: string) => journals.readJournal(file, () => true);

const started: JournalEntry = {
	time: "2026-11-23T09:30:00.000Z",
	run: "central-5 quick 1/3",
	attempt: 1,
	event: "started",
};
const ended: JournalEntry = {
	...started,
	event: "ended",
	outcome: "complete",
	folder: "central-5/20261123T093012Z",
	seconds: 61.2,
};

test("a journal that doesn't exist is empty, and reading makes none", () => {
	const file = join(folder, "none", "journal.ndjson");
	expect(readJournal(file)).toEqual([]);
	expect(readJournal(file)).toEqual([]);
});

test("what was added is there when the journal is opened again", () => {
	const file = join(folder, "new", "journal.ndjson");
	const journal = openJournal(file);
	journal.append(started);
	journal.append(ended);
	expect(journal.entries).toEqual([started, ended]);
	expect(openJournal(file).entries).toEqual([started, ended]);
});

test("a torn last line is ignored, and doesn't spoil what is added after it", () => {
	const file = join(folder, "torn.ndjson");
	openJournal(file).append(started);
	appendFileSync(file, '{"time":"2026-11-23T09:31:00.000Z","run":"zentraleinheit – ');
	expect(readJournal(file)).toEqual([started]);
	openJournal(file).append(ended);
	expect(readFileSync(file, "utf8").split("\n")).toHaveLength(3);
	expect(readJournal(file)).toEqual([started, ended]);
});

test("any other line that is no entry is an error that names it", () => {
	const file = join(folder, "broken.ndjson");
	writeFileSync(file, `${JSON.stringify(started)}\n{"run":\n`);
	expect(() => readJournal(file)).toThrow(`${file}, line 2 is no entry`);
	writeFileSync(file, `${JSON.stringify({ ...ended, outcome: "fine" })}\n`);
	expect(() => openJournal(file)).toThrow(`${file}, line 1 is no entry`);
});

test("a complete result that somebody removed doesn't count, so that its run is done again", () => {
	const file = join(folder, "removed.ndjson");
	const failed = { ...ended, outcome: "failed", attempt: 2 } as const;
	const journal = openJournal(file);
	for (const entry of [started, ended, failed]) journal.append(entry);
	const asked: string[] = [];
	const entries = journals.readJournal(file, (name) => {
		asked.push(name);
		return false;
	});
	expect(asked).toEqual(["central-5/20261123T093012Z"]);
	expect(entries).toEqual([started, failed]);
});
