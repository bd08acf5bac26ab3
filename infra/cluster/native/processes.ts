import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that can be told from a later one with the same id. */
export interface ProcessIdentity {
	pid: number;
	/** When it started, in clock ticks since the machine booted (field 22 of /proc/pid/stat). */
	startTicks: number;
}

/** Whether something that was read names a process. */
export function isProcessIdentity(value: unknown): value is ProcessIdentity {
	const { pid, startTicks } = (value ?? {}) as Partial<ProcessIdentity>;
	return Number.isInteger(pid) && Number.isInteger(startTicks);
}

/** The process `pid` as it runs now, or null. */
export function identify(pid: number): ProcessIdentity | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The command, field 2, may hold anything, so count from its closing parenthesis.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		if (fields[0] === "Z") return null;
		return { pid, startTicks: Number(fields[19]) };
	} catch {
		return null;
	}
}

export function isRunning(process: ProcessIdentity): boolean {
	return identify(process.pid)?.startTicks === process.startTicks;
}

/**
 * Kills a process and waits until it is gone.
 * @throws Error when it is still there after `limitSeconds`
 */
export async function killAndWait(target: ProcessIdentity, limitSeconds: number): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (isRunning(target)) {
		try {
			process.kill(target.pid, "SIGKILL");
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
		}
		if (Date.now() > deadline) {
			throw new Error(`Process ${target.pid} didn't end within ${limitSeconds} s of SIGKILL.`);
		}
		await sleep(10);
	}
}

/**
 * Processes whose environment holds `variable=value`, but not this one or those it descends from.
 *
 * @param value null: any but the empty one
 */
export function processesWith(variable: string, value: string | null): ProcessIdentity[] {
	const holds = (entry: string) =>
		value === null ? entry.startsWith(`${variable}=`) && entry !== `${variable}=` : entry === `${variable}=${value}`;
	const ancestors = new Set(ancestorsOf(process.pid));
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => !ancestors.has(pid))
		.filter((pid) => environment(pid).some(holds))
		.flatMap((pid) => identify(pid) ?? []);
}

/** The process itself, its parent, and so on. */
export function ancestorsOf(pid: number): number[] {
	const parents = [pid];
	for (let current = pid; current > 1; ) {
		try {
			const status = readFileSync(`/proc/${current}/status`, "utf8");
			current = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
			parents.push(current);
		} catch {
			break;
		}
	}
	return parents;
}

function environment(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
	} catch {
		return [];
	}
}
