import { defineFault, lastsSeconds } from "./definition.ts";

/** How many busy loops, each of which would take a core. */
const workers = {
	type: "integer",
	min: 1,
	max: 256,
	named: 8,
	inWords: (count: number) => `${count} busy loops`,
} as const;

export const squeezeCpu = defineFault({
	kind: "squeeze-cpu",
	does: "a noisy neighbour: busy loops beside the Pods",
	witness: "`/proc`: how much processor time the loops have used; afterwards no loop",
	fields: { lastsSeconds, workers },
	whom: ({ workers }) => `the node's processors, by ${workers} busy loops,`,
	order: { do: "squeeze-cpu", fields: { workers, lastsSeconds } },
});
