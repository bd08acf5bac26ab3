import { readFileSync } from "node:fs";

/** Linux fixes the unit of /proc's process times, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

/**
 * How long a process has been running, in seconds to the hundredth, from its /proc/<pid>/stat and
 * from /proc/uptime; null when they don't say.
 *
 * `starttime` is field 22 (proc_pid_stat(5)); fields are counted after the name's closing
 * parenthesis, for the name may hold spaces.
 */
export function processAgeSeconds(stat: string, uptime: string): number | null {
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const startTicks = Number(fields[22 - 3]);
	const uptimeSeconds = Number(uptime.split(" ")[0]);
	const age = uptimeSeconds - startTicks / ticksPerSecond;
	return stat.includes(")") && Number.isFinite(age) && age >= 0 ? age : null;
}

/**
 * When a process started, Unix time in seconds, to ten microseconds: what tells it from the other
 * processes of its identity, in records that several programs write. A double keeps 15 significant
 * digits through any text (DBL_DIG of IEEE 754's binary64); with more, k6 writes some numbers so
 * that they are read as their neighbours, and one process looks like two.
 *
 * @param timeOrigin as of `performance`, in milliseconds
 */
export function processStartOf(timeOrigin: number): number {
	return Math.round(timeOrigin * 100) / 100_000;
}

/**
 * When the container of this process started, Unix time in seconds: the process that runs the
 * application is the container's first, and the kernel knows its start before Node does. Where
 * /proc doesn't tell, Node's own start.
 */
export function containerStart(now: () => number): number {
	const nodeStart = performance.timeOrigin / 1000;
	try {
		const age = processAgeSeconds(readFileSync("/proc/self/stat", "utf8"), readFileSync("/proc/uptime", "utf8"));
		return age === null ? nodeStart : Math.min(nodeStart, now() - age);
	} catch {
		return nodeStart;
	}
}
