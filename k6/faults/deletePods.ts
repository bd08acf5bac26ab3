import { deletePods as remove } from "../lab.ts";
import type { Hit, Procedure, World } from "./procedure.ts";

/** Deletes Pods, all at the same moment. */
export const deletePods: Procedure<"delete-pods"> = {
	inject: deleteAtOnce,
};

/** A fault that is nothing but a deletion. */
export function deleteAtOnce(
	{ gracePeriodSeconds }: { gracePeriodSeconds?: number | undefined },
	{ pods }: Hit,
	{ lab, hit }: World,
): void {
	remove(lab, pods, gracePeriodSeconds);
	hit(pods);
}
