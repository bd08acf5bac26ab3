import { containersOf, ordering } from "./agent.ts";
import { choose, whom } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** SIGKILL to every process of every container of a Pod: the Pod stays, and its containers start again in it. */
export const killPods: Procedure<"kill-pods"> = {
	whom,
	choose,
	inject: ordering((_, pods) => ({ do: "kill", containers: containersOf(pods, null) })),
};
