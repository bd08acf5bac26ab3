import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** How `flock` ends when somebody else holds the lock and it is told not to wait. */
const takenCode = 75;

/**
 * Holds `file` locked while `work` runs. The kernel's lock (flock) goes away with the process that
 * holds it, however that ends, so nothing is ever left locked.
 *
 * @param onWait called once if somebody else holds the lock
 */
export async function withLock<Result>(file: string, onWait: () => void, work: () => Promise<Result>): Promise<Result> {
	const wait = setTimeout(onWait, 300);
	return whileLocked(file, [], () => {
		clearTimeout(wait);
		return work();
	}).finally(() => clearTimeout(wait));
}

/**
 * As {@link withLock}, but waits for nobody.
 *
 * @param taken what the error says if somebody else holds the lock
 */
export async function withFreeLock<Result>(file: string, taken: string, work: () => Promise<Result>): Promise<Result> {
	const options = ["--nonblock", `--conflict-exit-code=${takenCode}`];
	return whileLocked(file, options, work, taken);
}

async function whileLocked<Result>(
	file: string,
	options: readonly string[],
	work: () => Promise<Result>,
	taken?: string,
): Promise<Result> {
	mkdirSync(dirname(file), { recursive: true });
	// `cat` lives until its standard input closes: when we release it, or when we die.
	const holder = spawn("flock", [...options, file, "sh", "-c", "echo locked; exec cat"], {
		stdio: ["pipe", "pipe", "inherit"],
		// A Ctrl-C is for us to handle: the lock must outlast the clean-up.
		detached: true,
	});
	const released = once(holder, "exit");
	try {
		await Promise.race([
			once(holder.stdout, "data"),
			released.then(([code]) => {
				throw new Error(
					code === takenCode && taken !== undefined
						? taken
						: `The lock ${file} can't be taken: is the disk full, or the folder not yours?`,
				);
			}),
		]);
		return await work();
	} finally {
		// Waited for: whoever goes on may block this process, which would keep the lock until then.
		holder.stdin.end();
		await released;
	}
}
