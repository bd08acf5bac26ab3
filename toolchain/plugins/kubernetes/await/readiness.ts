import { field, isObject } from "../../provider/values.ts";

/** Whether an object has become what it should be. */
export interface Readiness {
	done: boolean;
	/** What it is waiting for, or how it failed; shown to the user. */
	message: string;
	/** It never will be. */
	failed?: boolean;
}

export const READY: Readiness = { done: true, message: "ready" };

export function waiting(message: string): Readiness {
	return { done: false, message };
}

export function failed(message: string): Readiness {
	return { done: false, failed: true, message };
}

/** A count in an object; Kubernetes leaves out zeros. */
export function count(object: unknown, ...path: string[]): number {
	const value = field(object, ...path);
	return typeof value === "number" ? value : 0;
}

/** `status.conditions` of this type, if the object has one. */
export function condition(
	object: unknown,
	type: string,
): Record<string, unknown> | undefined {
	const conditions = field(object, "status", "conditions");
	return Array.isArray(conditions)
		? conditions.filter(isObject).find((entry) => entry.type === type)
		: undefined;
}

/** Whether the controller has seen the object's latest specification. */
export function isObserved(object: unknown): boolean {
	return (
		count(object, "status", "observedGeneration") >=
		count(object, "metadata", "generation")
	);
}

/** What a list of the API holds. */
export function itemsOf(list: unknown): Record<string, unknown>[] {
	const items = field(list, "items");
	return Array.isArray(items) ? items.filter(isObject) : [];
}
