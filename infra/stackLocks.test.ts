import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLocked, liveLock, refuseIfWorkedOn, removeLocks } from "./stackLocks.ts";

const stack = "central-5";
let backend: string;
let folder: string;
beforeEach(() => {
	backend = mkdtempSync(join(tmpdir(), "holdfast-locks-"));
	folder = join(backend, ".pulumi/locks/organization/holdfast", stack);
	mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(backend, { recursive: true }));

function lock(pid: number, host = hostname()): string {
	const file = join(folder, `${pid}.json`);
	const timestamp = "2026-01-01T00:00:00Z";
	writeFileSync(file, JSON.stringify({ pid, hostname: host, timestamp }));
	writeFileSync(`${file}.attrs`, "{}");
	return file;
}
/** The id of a process that has ended. */
const ended = () => spawnSync("true").pid;

test("the lock of a process that has ended is stale, and goes with all that belongs to it", () => {
	const file = lock(ended());
	expect(isLocked(stack, backend)).toBe(true);
	expect(liveLock(stack, backend)).toBeUndefined();
	refuseIfWorkedOn(stack, backend);
	expect(removeLocks(stack, backend)).toBe(true);
	expect(existsSync(file) || existsSync(`${file}.attrs`)).toBe(false);
	expect(removeLocks(stack, backend)).toBe(false);
});

test("one process that is alive, or on another machine, is enough for a stack to be worked on", () => {
	lock(ended());
	lock(process.pid);
	expect(() => refuseIfWorkedOn(stack, backend)).toThrow(
		`The stack "central-5" is being worked on by process ${process.pid} on ${hostname()} since 2026-01-01T00:00:00Z: wait until it is done, or end it.`,
	);
	rmSync(join(folder, `${process.pid}.json`));
	lock(ended(), "elsewhere");
	expect(liveLock(stack, backend)).toMatchObject({ hostname: "elsewhere" });
	expect(liveLock("central-9", backend)).toBeUndefined();
});

test("a lock that isn't whole holds nobody, whatever is left of it", () => {
	const text = JSON.stringify({ pid: 1, hostname: "elsewhere", timestamp: "" });
	for (let length = 0; length < text.length; length++) {
		writeFileSync(join(folder, `${length}.json`), text.slice(0, length));
	}
	writeFileSync(join(folder, "null.json"), "null");
	expect(isLocked(stack, backend)).toBe(true);
	expect(liveLock(stack, backend)).toBeUndefined();
	expect(removeLocks(stack, backend)).toBe(true);
	expect(isLocked(stack, backend)).toBe(false);
});
