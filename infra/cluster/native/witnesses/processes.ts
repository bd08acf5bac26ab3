import type { VictimReport } from "../../../../schema/witnessReport.ts";
import { processesOfContainer, type SeenProcess, seenProcess, type World } from "./world.ts";

/** A process as it was before. */
export type NotedProcess = Pick<SeenProcess, "pid" | "startTicks">;

/** By victim: a container's id, or `""` for the node. */
export type NotedProcesses = Record<string, NotedProcess[]>;

/** The processes of containers, to be found again. */
export function noteContainers(world: World, containers: readonly string[]): NotedProcesses {
	return Object.fromEntries(
		containers.map((container) => [container, processesOfContainer(world, container).map(noted)]),
	);
}

export function noted({ pid, startTicks }: SeenProcess): NotedProcess {
	return { pid, startTicks };
}

/** Those of them that are still there. */
export function stillThere(world: World, processes: readonly NotedProcess[]): SeenProcess[] {
	return processes.flatMap(({ pid, startTicks }) => {
		const seen = seenProcess(world, pid);
		return seen?.startTicks === startTicks ? seen : [];
	});
}

/** Whether processes that were there are gone. */
export function gone(world: World, victim: string | null, before: readonly NotedProcess[]): VictimReport {
	if (before.length === 0) {
		return {
			victim,
			outcome: "inconclusive",
			value: null,
			detail: "no process was seen before",
		};
	}
	const left = stillThere(world, before).length;
	return {
		victim,
		outcome: left === 0 ? "confirmed" : "mismatch",
		value: before.length - left,
		detail: `${before.length - left} of ${before.length} processes are gone`,
	};
}

/** Whether processes are stopped, all of them. */
export function stopped(victim: string | null, now: readonly SeenProcess[]): VictimReport {
	if (now.length === 0) {
		return {
			victim,
			outcome: "inconclusive",
			value: null,
			detail: "no process is there any more",
		};
	}
	const count = now.filter(isStopped).length;
	return {
		victim,
		outcome: count === now.length ? "confirmed" : "mismatch",
		value: count,
		detail: `${count} of ${now.length} processes are stopped`,
	};
}

/**
 * Whether no process is stopped: each goes on, or has ended.
 *
 * @param present those that the victim has now; one that was there before may have left it
 */
export function stoppedNoMore(
	world: World,
	victim: string | null,
	before: readonly NotedProcess[],
	present: readonly SeenProcess[],
): VictimReport {
	const all = [...stillThere(world, before), ...present];
	const now = [...new Map(all.map((one) => [one.pid, one])).values()];
	const left = now.filter(isStopped).length;
	const ended = before.filter(
		({ pid, startTicks }) => !now.some((seen) => seen.pid === pid && seen.startTicks === startTicks),
	).length;
	return {
		victim,
		outcome: left === 0 ? "confirmed" : "mismatch",
		value: now.length - left,
		detail: `${now.length - left} processes go on, ${left} are stopped, ${ended} have ended`,
	};
}

export function isStopped({ state }: SeenProcess): boolean {
	return state === "T";
}
