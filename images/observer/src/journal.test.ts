import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "./journal.ts";

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-journal-"));
	path = join(folder, "lines.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("lines are in the file, in their order, once they are said to be", async () => {
	const journal = await openJournal(path, 1e6);
	await Promise.all([1, 2, 3].map((n) => journal.append({ n })));
	expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
	expect(journal.lines()).toBe(3);
	expect(journal.pendingBytes()).toBe(0);
	expect(await text(journal.read())).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
	await journal.close();
});

test("a new journal reads as empty", async () => {
	const journal = await openJournal(path, 1e6);
	expect(await text(journal.read())).toBe("");
	await journal.close();
});

test("an opened journal goes on after what it holds, without half a line", async () => {
	appendFileSync(path, '{"n":"ä"}\n{"n":2}\n{"n":');
	const found: unknown[] = [];
	const journal = await openJournal(path, 1e6, (line) => found.push(line));
	expect(found).toEqual([{ n: "ä" }, { n: 2 }]);
	await journal.append({ n: 3 });
	expect(journal.lines()).toBe(3);
	expect(readFileSync(path, "utf8")).toBe('{"n":"ä"}\n{"n":2}\n{"n":3}\n');
	await journal.close();
});

test("a full journal takes no more and says what to do", async () => {
	const journal = await openJournal(path, 20);
	await journal.append({ n: 1 });
	await journal.append({ n: 2 });
	await expect(journal.append({ n: 3 })).rejects.toThrow(
		/is full: raise FILE_LIMIT_BYTES above 20/,
	);
	expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n');
	await journal.close();
});

test("many lines at once stay whole", async () => {
	const journal = await openJournal(path, 1e9);
	await Promise.all(
		Array.from({ length: 5000 }, (_, n) =>
			journal.append({ n, filling: "x".repeat(n % 300) }),
		),
	);
	const lines = (await text(journal.read())).trimEnd().split("\n");
	expect(lines.map((line) => JSON.parse(line).n)).toEqual(
		Array.from({ length: 5000 }, (_, n) => n),
	);
	await journal.close();
});

test("a part of a journal is read, as far as it is written", async () => {
	const journal = await openJournal(path, 1e6);
	expect(journal.writtenBytes()).toBe(0);
	await Promise.all([1, 2, 3].map((n) => journal.append({ n })));
	expect(journal.writtenBytes()).toBe(24);
	expect(await text(journal.read({ first: 8, last: 15 }))).toBe('{"n":2}\n');
	await journal.close();
});
