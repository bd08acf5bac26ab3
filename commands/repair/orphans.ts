import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout } from "../../schema/checkout.ts";

const checkMilliseconds = 100;

/**
 * Waits until no plugin of an engine that was killed runs any more: they are ending what they had started.
 *
 * @returns whether that was so within the time
 */
export async function untilNoOrphans(limitSeconds: number): Promise<boolean> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (orphanedPlugins().length > 0) {
		if (Date.now() > deadline) return false;
		await pause(checkMilliseconds);
	}
	return true;
}

/** The process ids of stand-ins whose parent is no engine. */
function orphanedPlugins(): number[] {
	const ours = join(checkout, "toolchain", "plugins");
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			const [, script = ""] = textOf(`/proc/${pid}/cmdline`).split("\0");
			if (!script.startsWith(ours) || !script.endsWith("main.ts")) return false;
			const parent = /^PPid:\s*(\d+)$/m.exec(textOf(`/proc/${pid}/status`));
			return textOf(`/proc/${parent?.[1]}/comm`).trim() !== "pulumi";
		})
		.map(Number);
}

/** Empty when it can't be read: processes come and go. */
function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}
