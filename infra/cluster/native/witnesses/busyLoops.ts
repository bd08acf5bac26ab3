import type { VictimReport } from "../../../../schema/witnessReport.ts";
import { type NotedProcess, noted, stillThere } from "./processes.ts";
import { processesWhose, type SeenProcess, type World } from "./world.ts";

/** What all of them together must have used: starting one program uses less. */
const leastSeconds = 0.3;

/** Busy loops that run now. */
export function busyLoops(world: World): SeenProcess[] {
	return processesWhose(world, (command) => command.includes("for (;;);"));
}

/** Whether so many loops run that weren't there before, and use the processors. */
export function processorsTaken(world: World, count: number, before: readonly NotedProcess[]): VictimReport {
	const loops = newLoops(world, before);
	const usedSeconds = loops.reduce((sum, loop) => sum + loop.usedSeconds, 0);
	const bites = loops.length === count && usedSeconds >= leastSeconds;
	return {
		victim: null,
		outcome: bites ? "confirmed" : "mismatch",
		value: Math.round(usedSeconds * 100) / 100,
		detail: `${loops.length} of ${count} busy loops have used ${usedSeconds.toFixed(2)} s of processor time`,
	};
}

/** Whether no loop is left that wasn't there before. */
export function processorsFree(world: World, before: readonly NotedProcess[]): VictimReport {
	const left = newLoops(world, before).length;
	return {
		victim: null,
		outcome: left === 0 ? "confirmed" : "mismatch",
		value: left,
		detail: `${left} busy loops run`,
	};
}

export function noteLoops(world: World): NotedProcess[] {
	return busyLoops(world).map(noted);
}

function newLoops(world: World, before: readonly NotedProcess[]): SeenProcess[] {
	const old = new Set(stillThere(world, before).map(({ pid }) => pid));
	return busyLoops(world).filter(({ pid }) => !old.has(pid));
}
