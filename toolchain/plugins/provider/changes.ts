import { isObject, UNKNOWN } from "./values.ts";

/** One difference between the properties a resource had and those it shall have. */
export interface Change {
	path: (string | number)[];
	kind: "add" | "delete" | "update";
}

/**
 * The differences between two property values, leaf by leaf, so that any `replaceOnChanges` path
 * above a leaf covers it. What is added or removed is followed to its leaves too. An unknown value
 * differs from everything: it may change.
 */
export function changesBetween(before: unknown, after: unknown, path: (string | number)[] = []): Change[] {
	if (before === undefined && after === undefined) return [];
	if (isObject(before ?? {}) && isObject(after ?? {})) {
		const old = (before ?? {}) as Record<string, unknown>;
		const young = (after ?? {}) as Record<string, unknown>;
		const names = new Set([...Object.keys(old), ...Object.keys(young)]);
		if (names.size > 0)
			return [...names].flatMap((name) => changesBetween(own(old, name), own(young, name), [...path, name]));
	} else if (Array.isArray(before ?? []) && Array.isArray(after ?? [])) {
		const old = (before ?? []) as unknown[];
		const young = (after ?? []) as unknown[];
		const length = Math.max(old.length, young.length);
		if (length > 0)
			return Array.from({ length }, (_, index) => changesBetween(old[index], young[index], [...path, index])).flat();
	}
	if (before === undefined || before === null)
		return after === undefined || after === null ? [] : [{ path, kind: "add" }];
	if (after === undefined || after === null) return [{ path, kind: "delete" }];
	if (isEmpty(before) && isEmpty(after)) {
		if (Array.isArray(before) === Array.isArray(after)) return [];
	} else if (Object.is(before, after) && before !== UNKNOWN) return [];
	return [{ path, kind: "update" }];
}

function own(value: Record<string, unknown>, name: string): unknown {
	return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isEmpty(value: unknown): boolean {
	return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/**
 * A property path as Pulumi writes it: `spec.ports[0].name`,
 * `metadata.labels["app.kubernetes.io/name"]`.
 */
export function formatPath(path: (string | number)[]): string {
	return path
		.map((step, index) => {
			if (typeof step === "number") return `[${step}]`;
			if (!/^[A-Za-z0-9_-]+$/.test(step)) return `["${step.replace(/["\\]/g, "\\$&")}"]`;
			return index === 0 ? step : `.${step}`;
		})
		.join("");
}
