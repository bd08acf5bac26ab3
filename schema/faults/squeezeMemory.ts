import { container, containers, defineFault, hit, lastsSeconds } from "./definition.ts";

/** What a container may use above its working set, MiB. */
const headroomMebibytes = {
	type: "number",
	min: 0,
	named: 0,
	inWords: (mebibytes: number) => `${mebibytes} MiB of headroom`,
} as const;

export const squeezeMemory = defineFault({
	kind: "squeeze-memory",
	does: "limits a container's memory to its working set and a headroom; the kernel kills what doesn't fit",
	witness:
		"the control group: a tighter limit, and how often it was met, or a process that the kernel killed; afterwards the old limit. A limit that the container comes nowhere near is inconclusive",
	fields: { ...hit, container, lastsSeconds, headroomMebibytes },
	whom: (_, hit) => `the memory of ${hit}`,
	order: { do: "squeeze-memory", fields: { containers, headroomMebibytes, lastsSeconds } },
});
