import { containersOf, order } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Leaves a container next to no memory beyond what it uses: it is slowed down, or killed by the kernel. */
export const squeezeMemory: Procedure<"squeeze-memory"> = {
	whom: (fault, lab, seed) => `the memory of ${whoseContainer(fault, lab, seed)}`,
	choose,
	inject(fault, { pods }, { lab, hit }) {
		const { container, headroomMebibytes, lastsSeconds } = fault;
		const containers = containersOf(pods, container);
		const ordered = order(lab, {
			do: "squeeze-memory",
			containers,
			headroomMebibytes,
			lastsSeconds,
		});
		hit(pods, ordered);
	},
};
