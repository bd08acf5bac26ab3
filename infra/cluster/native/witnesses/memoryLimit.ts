import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { VictimReport } from "../../../../schema/witnessReport.ts";
import { groupsOfContainer, type World } from "./world.ts";

/** What was read of a container's memory. */
export interface SeenMemory {
	/** As the kernel writes it: a number of bytes, or `max`. */
	limit: string;
	usedBytes: number;
	/** How often the limit was met. */
	limitHits: number;
}

/**
 * What was read before: of each container, and how many processes the kernel has killed for want of
 * memory.
 */
export interface NotedMemory {
	containers: Record<string, SeenMemory | null>;
	kernelKills: number;
}

const mebibyte = 1024 * 1024;
/** From this share of the limit on the kernel has to take pages back. */
const nearShare = 0.9;

export function noteMemory(world: World, containers: readonly string[]): NotedMemory {
	return {
		containers: Object.fromEntries(containers.map((id) => [id, seenMemory(world, id)])),
		kernelKills: kernelKills(world),
	};
}

/** Whether a container has a tighter limit than before, and meets it. */
export function memorySqueezed(world: World, container: string, before: NotedMemory): VictimReport {
	const old = before.containers[container] ?? null;
	const now = seenMemory(world, container);
	if (now === null) {
		const kills = kernelKills(world) - before.kernelKills;
		return {
			victim: container,
			outcome: kills > 0 ? "confirmed" : "inconclusive",
			value: kills,
			detail: `the container has ended; the kernel killed ${kills} processes for want of memory`,
		};
	}
	const limitBytes = bytesOf(now.limit);
	const hits = now.limitHits - (old?.limitHits ?? 0);
	const used = `${(now.usedBytes / mebibyte).toFixed(1)} MiB are used, the limit was met ${hits} times`;
	if (old === null || limitBytes >= bytesOf(old.limit)) {
		return {
			victim: container,
			outcome: "mismatch",
			value: hits,
			detail: `the limit is as before: ${used}`,
		};
	}
	const meets = hits > 0 || now.usedBytes >= nearShare * limitBytes;
	return {
		victim: container,
		outcome: meets ? "confirmed" : "inconclusive",
		value: hits,
		detail: `the limit is ${(limitBytes / mebibyte).toFixed(1)} MiB: ${used}`,
	};
}

/** Whether a container has the limit that it had before. */
export function memoryFreed(world: World, container: string, before: NotedMemory): VictimReport {
	const old = before.containers[container] ?? null;
	const now = seenMemory(world, container);
	const ended = now === null;
	const same = ended || now.limit === old?.limit;
	return {
		victim: container,
		outcome: same ? "confirmed" : "mismatch",
		value: ended ? null : now.usedBytes,
		detail: ended
			? "the container has ended, and its limit with it"
			: `the limit is ${now.limit}, and was ${old?.limit ?? "not read"}; ${(now.usedBytes / mebibyte).toFixed(1)} MiB are used`,
	};
}

/** Null for a container that has ended. */
export function seenMemory(world: Pick<World, "groupFolders">, container: string): SeenMemory | null {
	for (const group of groupsOfContainer(world, container)) {
		const text = (file: string) => readFileSync(join(group, file), "utf8").trim();
		try {
			if (existsSync(join(group, "memory.max"))) {
				const hits = /^max (\d+)$/m.exec(text("memory.events"))?.[1];
				return {
					limit: text("memory.max"),
					usedBytes: Number(text("memory.current")),
					limitHits: Number(hits ?? 0),
				};
			}
			if (existsSync(join(group, "memory.limit_in_bytes"))) {
				return {
					limit: text("memory.limit_in_bytes"),
					usedBytes: Number(text("memory.usage_in_bytes")),
					limitHits: Number(text("memory.failcnt")),
				};
			}
		} catch {
			// It was removed in this very moment.
		}
	}
	return null;
}

function kernelKills({ processFolder }: Pick<World, "processFolder">): number {
	const text = readFileSync(join(processFolder, "vmstat"), "utf8");
	return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

function bytesOf(limit: string): number {
	return limit === "max" ? Number.POSITIVE_INFINITY : Number(limit);
}
