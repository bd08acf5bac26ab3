import { containersOf, ordering } from "./agent.ts";
import { choose, whoseContainer } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** SIGKILL to every process of one container, which starts again beside those that went on. */
export const killContainer: Procedure<"kill-container"> = {
	whom: whoseContainer,
	choose,
	inject: ordering(({ container }, pods) => ({ do: "kill", containers: containersOf(pods, container) })),
};
