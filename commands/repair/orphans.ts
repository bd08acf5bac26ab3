import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout } from "../../schema/checkout.ts";
import { backendFolder } from "../../toolchain/backend.ts";
import { kubernetesPlugin } from "../../toolchain/goTools.ts";

const checkMilliseconds = 100;

/**
 * Waits until no plugin of an engine that was killed runs any more: they are ending what they had
 * started. One that the engine downloaded notices only after minutes that it is alone, so those
 * that worked on this backend are told.
 *
 * @param backend folder of the local backend
 * @returns whether that was so within the time
 */
export async function untilNoOrphans(limitSeconds: number, backend: string): Promise<boolean> {
	const deadline = Date.now() + limitSeconds * 1000;
	for (;;) {
		const orphans = orphanedPlugins();
		if (orphans.length === 0) return true;
		for (const pid of orphans) {
			if (backendOf(pid) === backend) terminate(pid);
		}
		if (Date.now() > deadline) return false;
		await pause(checkMilliseconds);
	}
}

/** The backend's folder that a plugin's engine worked on, or null. */
function backendOf(pid: number): string | null {
	const variable = "PULUMI_BACKEND_URL=";
	const url = textOf(`/proc/${pid}/environ`)
		.split("\0")
		.find((each) => each.startsWith(variable));
	return backendFolder(url?.slice(variable.length));
}

function terminate(pid: number): void {
	try {
		process.kill(pid, "SIGTERM");
	} catch {
		// It has ended.
	}
}

/** The process ids of plugins whose parent is no engine. */
function orphanedPlugins(): number[] {
	const standIn = join(checkout, "toolchain", "plugins", "command", "main.ts");
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			const [file = "", script] = textOf(`/proc/${pid}/cmdline`).split("\0");
			if (basename(file) !== kubernetesPlugin && script !== standIn) {
				return false;
			}
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
