import { existsSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { RunManifest } from "../schema/run.ts";

/**
 * The machine that the lab runs on, now.
 *
 * @param platform the lab's, such as `native`
 */
export function describeMachine(platform: string): RunManifest["machine"] {
	const processors = cpus();
	return {
		cpuModel: processors[0]?.model.trim() || "unknown",
		cores: Math.max(1, processors.length),
		memoryBytes: totalmem(),
		kernel: release(),
		platform,
		// Only the unified hierarchy has this file at its root.
		cgroupVersion: existsSync("/sys/fs/cgroup/cgroup.controllers") ? 2 : 1,
		loadAverage: loadavg()[0] ?? 0,
	};
}
