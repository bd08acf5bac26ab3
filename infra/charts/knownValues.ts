/**
 * What a chart makes of a place in its values: `value`, nothing below it is read; `any`, it is
 * handed on as a whole; or a map, of which exactly these keys are read.
 */
export type Known = "value" | "any" | { [key: string]: Known };

/**
 * Finds out what a chart knows. Its templates are read as text, by their habits: a map that one
 * prints or walks through as a whole may hold anything, as may one that values.yaml leaves empty.
 *
 * @param values of values.yaml
 * @param parts charts that it brings along, each with the names of the values that switch it on
 */
export function knownFrom({
	values,
	templates,
	parts,
}: {
	values: unknown;
	templates: readonly string[];
	parts: readonly {
		name: string;
		known: Known;
		conditions: readonly string[];
	}[];
}): Known {
	const root: Known = mapOf(values);
	for (const { name, known, conditions } of parts) {
		root[name] = merged(root[name], known);
		for (const condition of conditions) {
			learn(root, condition.split("."), false);
		}
	}
	for (const read of templates.flatMap(readsOf)) learn(root, read.path, read.whole);
	return root;
}

/** Paths of values that the chart doesn't know, in the order of the values. */
export function unknownIn(known: Known, values: unknown, path = ""): string[] {
	if (known === "any" || typeof values !== "object" || values === null) return [];
	if (Array.isArray(values)) return [];
	return Object.entries(values).flatMap(([key, value]) => {
		const here = path === "" ? key : `${path}.${key}`;
		const below = known === "value" ? undefined : known[key];
		return below === undefined ? [here] : unknownIn(below, value, here);
	});
}

/** As a file holds it. */
export function knownIn(known: object): string {
	return `${JSON.stringify(known, null, "\t")}\n`;
}

function knownOf(value: unknown): Known {
	if (value === null || value === undefined) return "any";
	if (typeof value !== "object" || Array.isArray(value)) return "value";
	return Object.keys(value).length === 0 ? "any" : mapOf(value);
}

function mapOf(values: unknown): { [key: string]: Known } {
	return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, knownOf(value)]));
}

function merged(first: Known | undefined, second: Known): Known {
	if (first === undefined || typeof first === "string") return second;
	if (typeof second === "string") return second === "any" ? second : first;
	const both: Known = { ...first };
	for (const [key, known] of Object.entries(second)) {
		both[key] = merged(both[key], known);
	}
	return both;
}

/** @param whole whether a template hands all of it on */
function learn(known: Known, path: readonly string[], whole: boolean): void {
	const [key, ...rest] = path;
	if (typeof known === "string" || key === undefined) return;
	const before = known[key];
	if (rest.length === 0) {
		// What values.yaml doesn't show may be anything.
		if (before === undefined || (whole && typeof before === "object")) {
			known[key] = "any";
		}
		return;
	}
	if (before === undefined || before === "value") known[key] = {};
	learn(known[key] as Known, rest, whole);
}

const action = /\{\{(.*?)\}\}/gs;
const reference = /\.Values((?:\.[A-Za-z_]\w*)+)/g;
const indexed = /index \$?\.Values((?: "[^"]+")+)/g;
const handsOn = /\b(?:toYaml|toJson|tpl|range|merge|mergeOverwrite|deepCopy)\b/;

/** What a template reads of the values. */
function readsOf(template: string): { path: string[]; whole: boolean }[] {
	return [...template.matchAll(action)].flatMap(([, text = ""], i, all) => {
		const next = all[i + 1]?.[1] ?? "";
		const whole =
			handsOn.test(text) ||
			// `with` hands on what the action after it prints.
			(/^-?\s*with\b/.test(text) && /\b(?:toYaml|tpl|range)\b.*\s\.(?:\s|\)|$)/s.test(next));
		return [
			...[...text.matchAll(reference)].map(([, dotted = ""]) => ({
				path: dotted.slice(1).split("."),
				whole,
			})),
			...[...text.matchAll(indexed)].map(([, quoted = ""]) => ({
				path: [...quoted.matchAll(/"([^"]+)"/g)].map(([, key = ""]) => key),
				whole,
			})),
		];
	});
}
