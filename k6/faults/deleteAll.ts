import { listAllPods } from "../lab.ts";
import { deleteAtOnce } from "./deletePods.ts";
import type { Procedure } from "./procedure.ts";

/** Deletes every replica's Pods at once, those that stand by included, as a power cut would. */
export const deleteAll: Procedure<"delete-all"> = {
	choose: (_, { lab }) => ({ pods: listAllPods(lab) }),
	inject: deleteAtOnce,
};
