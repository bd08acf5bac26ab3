import type { V1Pod } from "@kubernetes/client-node";
import { identityOf } from "../../../schema/standbyIdentity.ts";
import type { Role } from "../../app/src/standby/roles.ts";

/** On each Pod of an identity: what it is; the Services select by it. */
export const roleLabel = "holdfast.dev/role";
/** On the active one: since which epoch. */
export const epochAnnotation = "holdfast.dev/epoch";

/** What the Kubernetes API says of a Pod, as far as it matters here. */
export interface PodView {
	pod: string;
	uid: string;
	identity: string;
	isFirst: boolean;
	ending: boolean;
	ready: boolean;
	labelled: Role | null;
	/** As annotated; 0: not. */
	epoch: number;
}

/** Null for an object that isn't a whole Pod. */
export function podView({ metadata, status }: V1Pod): PodView | null {
	const { name, uid, labels, annotations, deletionTimestamp } = metadata ?? {};
	if (name === undefined || uid === undefined) return null;
	const role = labels?.[roleLabel];
	const epoch = Number(annotations?.[epochAnnotation] ?? 0);
	const identity = identityOf(name);
	return {
		pod: name,
		uid,
		identity,
		isFirst: name === identity,
		ending: deletionTimestamp !== undefined || status?.phase === "Failed" || status?.phase === "Succeeded",
		ready: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
		labelled: role === "active" || role === "standby" ? role : null,
		epoch: Number.isSafeInteger(epoch) ? epoch : 0,
	};
}
