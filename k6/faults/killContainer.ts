import { containersOf, order } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** SIGKILL to every process of one container, which starts again beside those that went on. */
export const killContainer: Procedure<"kill-container"> = {
	whom: whoseContainer,
	choose,
	inject({ container }, { pods }, { lab, hit }) {
		const ordered = order(lab, {
			do: "kill",
			containers: containersOf(pods, container),
		});
		hit(pods, ordered);
	},
};
