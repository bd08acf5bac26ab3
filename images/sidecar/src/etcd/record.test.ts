import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { memberFolder } from "./record.ts";

let path: string;
beforeEach(() => {
	path = join(mkdtempSync(join(tmpdir(), "holdfast-record-")), "own");
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const kept = { founding: { token: "t", tickets: { 0: "a" } }, id: "1" };

test("a folder that isn't there yet has neither record nor ticket", async () => {
	const folder = memberFolder(path);
	expect(await folder.record()).toBeNull();
	expect(await folder.ticket()).toBeNull();
});

test("record and ticket are what was kept last", async () => {
	const folder = memberFolder(path);
	await folder.keepTicket("a");
	await folder.keepTicket("b");
	await folder.keep({ founding: null, id: null });
	await folder.keep(kept);
	expect(await memberFolder(path).record()).toEqual(kept);
	expect(await memberFolder(path).ticket()).toBe("b");
});

test("clearing leaves nothing: the ticket goes with the data", async () => {
	const folder = memberFolder(path);
	await folder.keepTicket("a");
	await folder.keep(kept);
	mkdirSync(folder.data);
	writeFileSync(join(folder.data, "wal"), "data");
	await folder.clear();
	expect(await folder.record()).toBeNull();
	expect(await folder.ticket()).toBeNull();
	expect(existsSync(folder.data)).toBe(false);
});
