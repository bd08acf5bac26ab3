import { containers, defineFault, hit } from "./definition.ts";

/** SIGKILL to every process of the containers. */
export const kill = { do: "kill", fields: { containers } } as const;

export const killPods = defineFault({
	kind: "kill-pods",
	does: "SIGKILL to every process of every container of a Pod",
	witness: "`/proc`: how many of the processes that were there are gone",
	fields: hit,
	order: kill,
	kills: "processes",
});
