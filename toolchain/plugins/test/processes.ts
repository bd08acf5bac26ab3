import { readFileSync } from "node:fs";

/**
 * Whether a process is alive; one that is dead but that nobody has waited for (a zombie) is not.
 */
export function isRunning(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
	} catch {
		return false;
	}
}
