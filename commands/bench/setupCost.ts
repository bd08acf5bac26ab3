/**
 * What each step of the set-up costs, from nothing: wall clock and processor time. `npx holdfast bench setup` starts this with caches of its own.
 *
 *     XDG_CACHE_HOME=… GOCACHE=… GOMODCACHE=… node commands/bench/setupCost.ts
 */
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { missingSteps } from "../plan.ts";

/** Of this process and all that it has started and waited for, with theirs, in seconds. */
function cpuSeconds(): number {
	const stat = readFileSync("/proc/self/stat", "utf8");
	// After the name in parentheses: state, …; the 14th to 17th of all are utime, stime, cutime and cstime.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ticks = fields.slice(11, 15).map(Number);
	// Linux shows ticks of 1/100 s to programs, whatever it counts in itself (proc(5), sysconf(_SC_CLK_TCK)).
	return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

const rows: { says: string; wall: number; cpu: number }[] = [];
for (const { says, run } of missingSteps({ tests: true })) {
	const from = { time: Date.now(), cpu: cpuSeconds() };
	await run();
	rows.push({
		says,
		wall: (Date.now() - from.time) / 1000,
		cpu: cpuSeconds() - from.cpu,
	});
}
const sum = (of: "wall" | "cpu") => rows.reduce((total, row) => total + row[of], 0);
const [load = 0] = loadavg();
console.log(`\n${availableParallelism()} cores, load ${load.toFixed(1)} at the end\n`);
console.log("| step | wall clock [s] | processor time [s] |\n|---|---|---|");
for (const { says, wall, cpu } of [...rows, { says: "all", wall: sum("wall"), cpu: sum("cpu") }]) {
	console.log(`| ${says} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} |`);
}
