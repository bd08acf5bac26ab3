import { deletePods, listPods } from "../lab.ts";
import type { Procedure } from "./procedure.ts";

/** Deletes every replica's Pod at once, as a power cut would. */
export const deleteAll: Procedure<"delete-all"> = {
	whom: (_, { replicas }) => `all ${replicas} replicas`,
	choose: (_, { lab }) => ({ pods: listPods(lab) }),
	inject({ gracePeriodSeconds }, { pods }, { lab, hit }) {
		deletePods(lab, pods, gracePeriodSeconds);
		hit(pods);
	},
};
