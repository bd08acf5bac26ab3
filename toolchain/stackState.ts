import { existsSync, globSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { checkout } from "./cache.ts";
import { run } from "./run.ts";
import { shellEnvironment } from "./shell.ts";

/** What the local backend writes into a lock (pulumi/pkg/backend/diy/lock.go). */
interface StackLock {
	pid: number;
	hostname: string;
	timestamp: string;
}

/**
 * Removes the lock that a killed `pulumi` left on the stack.
 * @throws Error when the process that holds it is alive, or runs on another machine
 */
export async function clearStaleLock(stack: string): Promise<void> {
	const locks = lockFiles(stack, checkout);
	if (locks.length === 0) return;
	for (const file of locks) {
		const lock = JSON.parse(
			readFileSync(join(checkout, file), "utf8"),
		) as StackLock;
		if (lock.hostname !== hostname() || isAlive(lock.pid)) {
			throw new Error(
				`The stack "${stack}" is being worked on by process ${lock.pid} on ${lock.hostname} since ${lock.timestamp}: wait until it is done, or end it.`,
			);
		}
	}
	console.log(`Removing the lock that a killed pulumi left on ${stack} …`);
	await run(["pulumi", "cancel", "--yes", "--stack", stack], {
		cwd: checkout,
		environment: shellEnvironment(),
	});
}

/**
 * Whether the stack's state holds anything that a destroy would remove.
 *
 * @param backend folder of the local backend
 */
export function hasResources(stack: string, backend = checkout): boolean {
	const file = stateFile(stack, backend);
	if (!existsSync(file)) return false;
	const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
		checkpoint: { latest?: { resources?: unknown[] } };
	};
	return (checkpoint.latest?.resources?.length ?? 0) > 0;
}

/** Whether the stack's state in the user's own backend knows a claim on the machine. */
export function knowsClaim(stack: string, claimId: string): boolean {
	const file = stateFile(stack, checkout);
	return existsSync(file) && readFileSync(file, "utf8").includes(claimId);
}

/** Whether somebody works on the stack, or was killed while doing so. */
export function isLocked(stack: string, backend = checkout): boolean {
	return lockFiles(stack, backend).length > 0;
}

function stateFile(stack: string, backend: string): string {
	return join(backend, ".pulumi", "stacks", "holdfast", `${stack}.json`);
}

function lockFiles(stack: string, backend: string): string[] {
	return globSync(`.pulumi/locks/**/${stack}/*.json`, { cwd: backend });
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
