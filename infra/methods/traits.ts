import { methods } from "./index.ts";
import type { Traits } from "./method.ts";

export const methodNames: readonly string[] = methods.map(({ name }) => name);

/** @throws Error for a mode that is no method: readSettings has refused it */
export function traitsOf(mode: string): Traits {
	const method = methods.find(({ name }) => name === mode);
	if (!method) throw new Error(`No method is called "${mode}".`);
	return method.traits;
}

/** Images of ours that the Pods of a mode's stack run on a platform that has charts. */
export function imagesOf(mode: string): string[] {
	return ["app", "observer", ...(traitsOf(mode).images ?? [])];
}

/** Whether its states lie with Raft members outside the replicas' Pods. */
export function hasMembersOutside({ store }: Traits): boolean {
	return store?.pods === "members";
}
