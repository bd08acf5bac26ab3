import { ordering } from "./agent.ts";
import { choose, whom } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Drops every packet between a Pod and all others, the host too; the kubelet beside it still reaches it. */
export const cutOff: Procedure<"cut-off"> = {
	whom,
	choose,
	inject: ordering(({ lastsSeconds }, pods) => ({
		do: "cut-off",
		addresses: pods.flatMap(({ ip }) => ip ?? []),
		lastsSeconds,
	})),
};
