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
	const locks = globSync(`.pulumi/locks/**/${stack}/*.json`, { cwd: checkout });
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

/** Whether the stack's state holds anything that a destroy would remove. */
export function hasResources(stack: string): boolean {
	const file = join(checkout, ".pulumi", "stacks", "holdfast", `${stack}.json`);
	if (!existsSync(file)) return false;
	const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
		checkpoint: { latest?: { resources?: unknown[] } };
	};
	return (checkpoint.latest?.resources?.length ?? 0) > 0;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
