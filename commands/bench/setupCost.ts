/**
 * What each step of the set-up costs, from nothing: wall clock and processor time. `npx holdfast
 * bench setup` starts this with caches of its own.
 *
 *     XDG_CACHE_HOME=… GOCACHE=… GOMODCACHE=… node commands/bench/setupCost.ts [--in-lanes]
 */
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { carryOut, missingSteps, type Step } from "../plan.ts";

/**
 * As the set-up does it, or one step after the other, so that each step's processor time is known.
 */
const inLanes = process.argv[2] === "--in-lanes";

/** Of this process and all that it has started and waited for, with theirs, in seconds. */
function cpuSeconds(): number {
	const stat = readFileSync("/proc/self/stat", "utf8");
	// After the name in parentheses: state, …; the 14th to 17th of all are utime, stime, cutime and
	// cstime.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ticks = fields.slice(11, 15).map(Number);
	// Linux shows ticks of 1/100 s to programs, whatever it counts in itself (proc(5),
	// sysconf(_SC_CLK_TCK)).
	return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

const rows: { says: string; wall: number; cpu: number }[] = [];
const timed = async ({ says, run }: Step) => {
	const from = { time: Date.now(), cpu: cpuSeconds() };
	await run();
	rows.push({ says, wall: (Date.now() - from.time) / 1000, cpu: cpuSeconds() - from.cpu });
};
const steps = missingSteps({ tests: true });
const start = Date.now();
if (inLanes) await carryOut(steps, timed);
else for (const step of steps) await timed(step);
const all = { says: "all", wall: (Date.now() - start) / 1000, cpu: cpuSeconds() };
const [load = 0] = loadavg();
console.log(`\n${availableParallelism()} cores, load ${load.toFixed(1)} at the end\n`);
console.log("| step | wall clock [s] | processor time [s] |\n|---|---|---|");
for (const { says, wall, cpu } of [...rows, all]) {
	// What ran beside it can't be told from it.
	console.log(`| ${says} | ${wall.toFixed(0)} | ${inLanes && says !== "all" ? "" : cpu.toFixed(0)} |`);
}
