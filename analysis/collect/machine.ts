import { existsSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import type { Cause, RunManifest, Trust } from "../../schema/run.ts";
import { type Load, textOf } from "./load.ts";

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

/**
 * How busy the machine is, at one moment. Ticks count from some moment on that is the same for all
 * states of one process.
 */
export type MachineState = {
	/**
	 * Of all processors: all together, those in which something ran that doesn't give way (not at a
	 * higher nice value) or that does, and those that the hypervisor gave to others.
	 */
	ticks: { all: number; busy: number; niced: number; stolen: number } | null;
	/**
	 * Of them, what the laboratory itself used, and this process with its children; null where nobody
	 * counts that.
	 */
	ownTicks: number | null;
	/** Over one minute. */
	loadAverage: number;
	cores: number;
};

/**
 * The machine now.
 *
 * @param controlGroup that all of the laboratory's processes are in; undefined where they aren't in
 *   one, or not on this machine
 */
export function machineState(controlGroup?: string): MachineState {
	return {
		ticks: ticksIn(textOf("/proc/stat")),
		ownTicks: ownTicks(controlGroup),
		loadAverage: loadavg()[0] ?? 0,
		cores: Math.max(1, cpus().length),
	};
}

/** The line of all processors in the text of `/proc/stat` (proc_stat(5)); null without it. */
export function ticksIn(stat: string): MachineState["ticks"] {
	const [, line] = /^cpu +(.*)$/m.exec(stat) ?? [];
	if (line === undefined) return null;
	// What guests got is in user and nice already.
	const [user, nice, system, idle, iowait, irq, softirq, stolen = 0] = line.split(" ").map(Number) as [
		number,
		number,
		number,
		number,
		...number[],
	];
	const busy = user + system + (irq ?? 0) + (softirq ?? 0);
	return { all: busy + nice + idle + (iowait ?? 0) + stolen, busy, niced: nice, stolen };
}

/** `USER_HZ`, in which /proc counts (proc(5)); 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

function ownTicks(controlGroup: string | undefined): number | null {
	if (controlGroup === undefined) return null;
	const seconds = secondsOfGroup(controlGroup);
	const process = processTicksIn(textOf("/proc/self/stat"));
	return seconds === null || process === null ? null : seconds * ticksPerSecond + process;
}

/**
 * Processor time of a process and of those children that have ended, in the text of
 * `/proc/<pid>/stat` (proc_pid_stat(5)).
 */
export function processTicksIn(stat: string): number | null {
	// The second field is the program's name, in parentheses, and may hold anything.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
	if (cstime === undefined) return null;
	return (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + cstime;
}

function secondsOfGroup(name: string): number | null {
	const nanoseconds = textOf(`/sys/fs/cgroup/cpuacct/${name}/cpuacct.usage`);
	if (nanoseconds !== "") return Number(nanoseconds) / 1e9;
	const unified = textOf(`/sys/fs/cgroup/${name}/cpu.stat`);
	const [, microseconds] = /^usage_usec (\d+)$/m.exec(unified) ?? [];
	return microseconds === undefined ? null : Number(microseconds) / 1e6;
}

/**
 * Beyond these a run's figures say more about the machine than about the method; docs/experiment.md
 * explains them.
 */
const trustLimits = {
	/** Of the processors' time. */
	stealShare: 0.02,
	/** Of the processors' time. */
	othersShare: 0.1,
	/** Of the time outside faults, in which some program waited for a processor. */
	pressureShare: 0.8,
	/**
	 * Threads that ran or waited for each processor, outside faults; only where the kernel doesn't
	 * count pressure.
	 */
	runnablePerCore: 2,
	/** Of the replicas' steps, outside faults. */
	lateShare: 0.05,
};

/**
 * Whether a run's figures can be trusted, by the machine at its start and end, its load outside
 * faults, and how many steps were late.
 */
export function trustOf(
	before: MachineState,
	after: MachineState,
	{ pressureShare, runnablePerCore }: Load,
	lateShare: number,
): Trust {
	const stealShare = shareOf(before, after, ({ stolen }) => stolen);
	const othersShare =
		before.ownTicks === null || after.ownTicks === null ? null : shareOf(before, after, ({ busy }, own) => busy - own);
	const gaveWayShare = othersShare === null ? null : shareOf(before, after, ({ niced }) => niced);
	const reasons: string[] = [];
	const causes: Cause[] = [];
	const check = (
		cause: Cause,
		value: number | null,
		limit: keyof typeof trustLimits,
		sentence: (value: string) => string,
		shown = (share: number) => `${(100 * share).toFixed(1)} %`,
	) => {
		const most = trustLimits[limit];
		if (value === null || value <= most) return;
		causes.push(cause);
		reasons.push(`${sentence(shown(value))} (at most ${shown(most)}).`);
	};
	// Where somebody else was at work, what waits or is late may be so because of that; else it is
	// the laboratory's own doing.
	const busyness: Cause =
		(stealShare ?? 0) > trustLimits.stealShare || (othersShare ?? 0) + (gaveWayShare ?? 0) > trustLimits.othersShare
			? "laboratory"
			: "method";
	const perCore = pressureShare === null ? runnablePerCore : null;
	const ofTime = "of the processors' time";
	check("laboratory", stealShare, "stealShare", (share) => `The hypervisor gave ${share} ${ofTime} to others`);
	check("laboratory", othersShare, "othersShare", (share) => `Programs beside the laboratory used ${share} ${ofTime}`);
	check(
		busyness,
		pressureShare,
		"pressureShare",
		(share) => `Outside faults some program waited for a processor in ${share} of the time`,
	);
	check(
		busyness,
		perCore,
		"runnablePerCore",
		(threads) => `Outside faults ${threads} threads ran or waited for each processor`,
		(threads) => `${Math.round(threads * 10) / 10}`,
	);
	check(busyness, lateShare, "lateShare", (share) => `${share} of the steps outside faults began late`);
	return {
		trusted: reasons.length === 0,
		reasons,
		...(causes.length > 0 && { causes }),
		stealShare,
		...(othersShare !== null && { othersShare }),
		...(gaveWayShare !== null && { gaveWayShare }),
		...(pressureShare !== null && { pressureShare }),
		...(runnablePerCore !== null && { runnablePerCore }),
		loadAverageAtStart: before.loadAverage,
		lateShare,
	};
}

/** Some ticks' part of all that went by between two moments; null where nobody counts them. */
function shareOf(
	before: MachineState,
	after: MachineState,
	some: (ticks: NonNullable<MachineState["ticks"]>, own: number) => number,
): number | null {
	if (before.ticks === null || after.ticks === null) return null;
	const all = after.ticks.all - before.ticks.all;
	if (all <= 0) return null;
	const part = some(after.ticks, after.ownTicks ?? 0) - some(before.ticks, before.ownTicks ?? 0);
	return Math.min(1, Math.max(0, part / all));
}
