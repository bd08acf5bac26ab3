import { deleteAtOnce } from "./deletePods.ts";
import type { Procedure } from "./procedure.ts";

/**
 * Deletes Pods by force. The API forgets them at once, so that the StatefulSet makes a successor
 * while the kubelet still ends the old processes: two of one identity run side by side, which is
 * what Kubernetes promises a StatefulSet never does unless somebody does this.
 * https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
 */
export const overlap: Procedure<"overlap"> = {
	inject: (_, hit, world) => deleteAtOnce({ gracePeriodSeconds: 0 }, hit, world),
};
