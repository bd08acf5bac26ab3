import { readFileSync } from "node:fs";
import { mean } from "d3-array";
import type { Period } from "../checker/period.ts";

/** How much waited for a processor, at one moment. */
export type LoadSample = {
	/** Unix time in seconds. */
	time: number;
	/**
	 * For how long, since the system started, some program waited for a processor (pressure stall
	 * information: `some` of `/proc/pressure/cpu`); null where the kernel doesn't count that.
	 */
	waitedSeconds: number | null;
	/**
	 * Threads that run or wait for a processor, but for the one that asks (proc_loadavg(5)); null
	 * without `/proc/loadavg`.
	 */
	runnable: number | null;
};

/** What was so over some stretches of time. */
export type Load = {
	/** Share of the time in which some program waited for a processor; null: not known. */
	pressureShare: number | null;
	/** Mean number of threads that ran or waited, for each processor; null: not known. */
	runnablePerCore: number | null;
};

/** Less than this tells nothing. */
const leastSeconds = 5;

/** The load now. */
function loadSample(): LoadSample {
	return {
		time: Date.now() / 1000,
		waitedSeconds: waitedSecondsIn(textOf("/proc/pressure/cpu")),
		runnable: runnableIn(textOf("/proc/loadavg")),
	};
}

/**
 * Samples taken every few seconds until they are asked for, the first one at once; that costs next
 * to nothing.
 */
export function sampleLoad(intervalSeconds = 1): { stop(): LoadSample[] } {
	const samples = [loadSample()];
	const timer = setInterval(() => samples.push(loadSample()), intervalSeconds * 1000);
	timer.unref();
	return {
		stop() {
			clearInterval(timer);
			return [...samples, loadSample()];
		},
	};
}

/** In the text of `/proc/pressure/cpu`; null without such a line. */
export function waitedSecondsIn(pressure: string): number | null {
	const [, microseconds] = /^some .*\btotal=(\d+)$/m.exec(pressure) ?? [];
	return microseconds === undefined ? null : Number(microseconds) / 1e6;
}

/** In the text of `/proc/loadavg`; null where it isn't one. */
export function runnableIn(loadavg: string): number | null {
	const [, running] = /^(?:\S+ ){3}(\d+)\/\d+ /.exec(loadavg) ?? [];
	return running === undefined ? null : Math.max(0, Number(running) - 1);
}

/**
 * The load in some periods: between those samples that follow each other within one of them. Where
 * these are too few, nothing is known.
 *
 * @param samples in order of time
 */
export function loadIn(samples: readonly LoadSample[], periods: readonly Period[], cores: number): Load {
	let seconds = 0;
	let known = 0;
	let waited = 0;
	const runnable: number[] = [];
	for (const [i, sample] of samples.entries()) {
		const before = samples[i - 1];
		if (before === undefined) continue;
		const isInside = periods.some(({ start, end }) => start <= before.time && sample.time <= end);
		if (!isInside) continue;
		seconds += sample.time - before.time;
		if (sample.runnable !== null) runnable.push(sample.runnable);
		if (before.waitedSeconds === null || sample.waitedSeconds === null) continue;
		known += sample.time - before.time;
		waited += sample.waitedSeconds - before.waitedSeconds;
	}
	const running = seconds < leastSeconds ? undefined : mean(runnable);
	return {
		pressureShare: known < leastSeconds ? null : Math.min(1, Math.max(0, waited / known)),
		runnablePerCore: running === undefined ? null : running / cores,
	};
}

/** Empty where the file can't be read: no Linux, or a kernel without it. */
export function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}
