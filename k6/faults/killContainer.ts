import { containersOf, order } from "./agent.ts";
import { choose, whom } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** SIGKILL to every process of one container, which starts again beside those that went on. */
export const killContainer: Procedure<"kill-container"> = {
	whom: (fault, lab, seed) =>
		`the container "${fault.container}" of ${whom(fault, lab, seed)}`,
	choose,
	inject({ container }, { pods }, { lab, hit }) {
		order(lab, { do: "kill", containers: containersOf(pods, container) });
		hit(pods);
	},
};
