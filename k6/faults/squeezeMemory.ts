import { containersOf, ordering } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Leaves a container next to no memory beyond what it uses: it is slowed down, or killed by the kernel. */
export const squeezeMemory: Procedure<"squeeze-memory"> = {
	whom: (fault, lab, seed) => `the memory of ${whoseContainer(fault, lab, seed)}`,
	choose,
	inject: ordering(({ container, headroomMebibytes, lastsSeconds }, pods) => ({
		do: "squeeze-memory",
		containers: containersOf(pods, container),
		headroomMebibytes,
		lastsSeconds,
	})),
};
