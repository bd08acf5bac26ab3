import { existsSync, writeFileSync } from "node:fs";
import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { memoryFreed, memorySqueezed, type NotedMemory, noteMemory } from "../witnesses/memoryLimit.ts";
import { memoryLimitOf } from "./containers.ts";
import type { NodeFault } from "./nodeFault.ts";

type Limit = { kind: "limit"; file: string; before: string };

const mebibyte = 1024 * 1024;

export const squeezeMemory: NodeFault<OrderTo<"squeeze-memory">, Limit, NotedMemory> = {
	inject({ containers, headroomMebibytes }, _, note) {
		const limits = containers.map(memoryLimitOf);
		for (const limit of limits) {
			const { file, before } = limit;
			note([{ kind: "limit", file, before }]);
			limit.set(limit.workingSetBytes + headroomMebibytes * mebibyte);
		}
	},
	changes: {
		limit: {
			describe: ({ file, before }) => `the limit in ${file} isn't ${before}`,
			undo:
				({ file, before }) =>
				() => {
					// A container that is gone has no limit left.
					if (existsSync(file)) writeFileSync(file, before);
				},
		},
	},
	witness: {
		before: ({ containers }, world) => noteMemory(world, containers),
		injected: ({ containers }, noted, world) => containers.map((one) => memorySqueezed(world, one, known(noted))),
		undone: ({ containers }, noted, world) => containers.map((one) => memoryFreed(world, one, known(noted))),
	},
};

function known(noted: NotedMemory | null): NotedMemory {
	if (noted === null) throw new Error("nobody knows the limits as they were");
	return noted;
}
