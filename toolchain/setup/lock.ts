import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Holds `file` locked while `work` runs. The kernel's lock (flock) goes away with the process that holds it, however
 * that ends, so nothing is ever left locked.
 *
 * @param onWait called once if somebody else holds the lock
 */
export async function withLock<Result>(
	file: string,
	onWait: () => void,
	work: () => Promise<Result>,
): Promise<Result> {
	mkdirSync(dirname(file), { recursive: true });
	// `cat` lives until its standard input closes: when we release it, or when we die.
	const holder = spawn("flock", [file, "sh", "-c", "echo locked; exec cat"], {
		stdio: ["pipe", "pipe", "inherit"],
		// A Ctrl-C is for us to handle: the lock must outlast the clean-up.
		detached: true,
	});
	const locked = once(holder.stdout, "data");
	const wait = setTimeout(onWait, 300);
	try {
		await Promise.race([
			locked,
			once(holder, "exit").then(() => {
				throw new Error(
					`The lock ${file} can't be taken: is the disk full, or the folder not yours?`,
				);
			}),
		]).finally(() => clearTimeout(wait));
		return await work();
	} finally {
		holder.stdin.end();
	}
}
