import { ordering } from "./agent.ts";
import type { Procedure } from "./procedure.ts";

/** A neighbour of the Pods takes all the processors it can get. */
export const squeezeCpu: Procedure<"squeeze-cpu"> = {
	whom: ({ workers }) => `the node's processors, by ${workers} busy loops,`,
	choose: () => ({ pods: [] }),
	inject: ordering(({ workers, lastsSeconds }) => ({ do: "squeeze-cpu", workers, lastsSeconds })),
};
