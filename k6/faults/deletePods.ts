import { deletePods as remove } from "../lab.ts";
import { choose, whom } from "./choose.ts";
import type { Procedure } from "./procedure.ts";

/** Deletes Pods, all at the same moment. */
export const deletePods: Procedure<"delete-pods"> = {
	whom,
	choose,
	inject({ gracePeriodSeconds }, { pods }, { lab, hit }) {
		remove(lab, pods, gracePeriodSeconds);
		hit(pods);
	},
};
