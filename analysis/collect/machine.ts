import { existsSync, readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { RunManifest, Trust } from "../schema/run.ts";

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

/** How busy the machine is, at one moment. */
export type MachineState = {
	/** Ticks of all processors since the machine booted: all together, and those that the hypervisor gave to others. */
	ticks: { all: number; stolen: number } | null;
	/** Over one minute. */
	loadAverage: number;
	cores: number;
};

/** The machine now. */
export function machineState(): MachineState {
	let stat = "";
	try {
		stat = readFileSync("/proc/stat", "utf8");
	} catch {
		// No Linux: nobody says what was stolen.
	}
	return {
		ticks: ticksIn(stat),
		loadAverage: loadavg()[0] ?? 0,
		cores: Math.max(1, cpus().length),
	};
}

/** The line of all processors in the text of `/proc/stat` (proc_stat(5)); null without it. */
export function ticksIn(stat: string): MachineState["ticks"] {
	const [, line] = /^cpu +(.*)$/m.exec(stat) ?? [];
	if (line === undefined) return null;
	const [user, nice, system, idle, iowait, irq, softirq, stolen = 0] = line
		.split(" ")
		.map(Number) as [number, ...number[]];
	// What guests got is in user and nice already.
	const parts = [user, nice, system, idle, iowait, irq, softirq, stolen];
	return {
		all: parts.reduce<number>((sum, part) => sum + (part ?? 0), 0),
		stolen,
	};
}

/** Beyond these a run's figures say more about the machine than about the method; docs/experiment.md explains them. */
export const trustLimits = {
	/** Of the processors' time. */
	stealShare: 0.02,
	/** Load average over one minute as the run started, for each core. */
	loadPerCore: 2,
	/** Of the replicas' steps, outside faults. */
	lateShare: 0.05,
};

/** Whether a run's figures can be trusted, by the machine at its start and end, and by how many steps were late. */
export function trustOf(
	before: MachineState,
	after: MachineState,
	lateShare: number,
): Trust {
	const stealShare = stolenBetween(before.ticks, after.ticks);
	const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
	const reasons: string[] = [];
	if (stealShare !== null && stealShare > trustLimits.stealShare) {
		reasons.push(
			`The hypervisor gave ${percent(stealShare)} of the processors' time to others (at most ${percent(trustLimits.stealShare)}).`,
		);
	}
	const most = trustLimits.loadPerCore * before.cores;
	if (before.loadAverage > most) {
		reasons.push(
			`The load average was ${before.loadAverage.toFixed(1)} as the run started (at most ${most} on ${before.cores} cores).`,
		);
	}
	if (lateShare > trustLimits.lateShare) {
		reasons.push(
			`${percent(lateShare)} of the steps outside faults began late (at most ${percent(trustLimits.lateShare)}).`,
		);
	}
	return {
		trusted: reasons.length === 0,
		reasons,
		stealShare,
		loadAverageAtStart: before.loadAverage,
		lateShare,
	};
}

function stolenBetween(
	before: MachineState["ticks"],
	after: MachineState["ticks"],
): number | null {
	if (before === null || after === null) return null;
	const all = after.all - before.all;
	if (all <= 0) return null;
	return Math.min(1, Math.max(0, (after.stolen - before.stolen) / all));
}
