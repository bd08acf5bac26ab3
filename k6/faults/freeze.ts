import { containersOf, order } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Stops a container's processes in the middle of whatever they do; its connections stay open, and silent. */
export const freeze: Procedure<"freeze"> = {
	whom: whoseContainer,
	choose,
	inject({ container, lastsSeconds }, { pods }, { lab, hit }) {
		const containers = containersOf(pods, container);
		const ordered = order(lab, { do: "freeze", containers, lastsSeconds });
		hit(pods, ordered);
	},
};
