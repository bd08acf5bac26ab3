import { globSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** What the local backend writes into a lock (pulumi/pkg/backend/diy/lock.go). */
export interface StackLock {
	pid: number;
	hostname: string;
	timestamp: string;
}

/**
 * The lock of an engine that works on the stack, as far as can be told: what runs on another
 * machine counts as alive.
 */
export function liveLock(stack: string, backend: string): StackLock | undefined {
	return lockFiles(stack, backend)
		.flatMap((file) => readLock(file) ?? [])
		.find((lock) => lock.hostname !== hostname() || isAlive(lock.pid));
}

/**
 * Removes all locks of a stack, and says whether there were any. Only for a stack without a live
 * one.
 */
export function removeLocks(stack: string, backend: string): boolean {
	const locks = lockFiles(stack, backend);
	for (const file of locks) {
		rmSync(file);
		// The local backend keeps a second file beside each.
		rmSync(`${file}.attrs`, { force: true });
	}
	return locks.length > 0;
}

/** Whether somebody works on the stack, or was killed while doing so. */
export function isLocked(stack: string, backend: string): boolean {
	return lockFiles(stack, backend).length > 0;
}

/** @throws Error when an engine works on the stack */
export function refuseIfWorkedOn(stack: string, backend: string): void {
	const lock = liveLock(stack, backend);
	if (lock === undefined) return;
	throw new Error(
		`The stack "${stack}" is being worked on by process ${lock.pid} on ${lock.hostname} since ${lock.timestamp}: wait until it is done, or end it.`,
	);
}

function lockFiles(stack: string, backend: string): string[] {
	const pattern = `.pulumi/locks/*/holdfast/${stack}/*.json`;
	return globSync(pattern, { cwd: backend }).map((file) => join(backend, file));
}

/**
 * Null when nobody can be held by it: it isn't whole, as after a loss of power. Engines write
 * theirs whole or not at all.
 */
function readLock(file: string): StackLock | null {
	try {
		const lock = JSON.parse(readFileSync(file, "utf8")) as StackLock | null;
		return Number.isInteger(lock?.pid) ? lock : null;
	} catch {
		return null;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
