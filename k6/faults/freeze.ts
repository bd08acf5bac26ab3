import { containersOf, ordering } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Stops a container's processes in the middle of whatever they do; its connections stay open, and silent. */
export const freeze: Procedure<"freeze"> = {
	whom: whoseContainer,
	choose,
	inject: ordering(({ container, lastsSeconds }, pods) => ({
		do: "freeze",
		containers: containersOf(pods, container),
		lastsSeconds,
	})),
};
