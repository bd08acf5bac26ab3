import { isDeepStrictEqual } from "node:util";
import { field, isObject, type Properties } from "../provider/values.ts";
import { comparable } from "./comparable.ts";
import { groupKind, kindOf } from "./kinds.ts";
import { fromBase64, toBase64 } from "./objects.ts";

/**
 * Fields by one of which the API tells the items of a list apart (`x-kubernetes-list-map-keys` of its schema). Those that
 * it fills in by itself, such as a port's protocol, are left out: inputs may lack them.
 */
const ITEM_KEYS = [
	"name",
	"mountPath",
	"devicePath",
	"containerPort",
	"port",
	"topologyKey",
	"type",
	"ip",
	"uid",
];

/**
 * The inputs of an object as the cluster has them now: where nobody has changed what they ask for, they are as they were,
 * also where the API writes a value otherwise ("1000m" as "1"). What others have added beside them is none of theirs.
 *
 * @param inputs those of the last update
 * @param expected the object as applying the inputs again would leave it, or undefined where that can't be told: then
 * each field of the inputs is compared by itself, and a value that the API writes otherwise counts as changed
 * @param live the object as it is
 */
export function liveInputs(
	inputs: Properties,
	expected: unknown,
	live: unknown,
): Properties {
	const known = expected !== undefined;
	const wanted = known ? comparable(expected) : undefined;
	const { stringData, status, ...rest } = inputs;
	const kind = kindOf(inputs);
	if (!kind || groupKind(kind) !== "Secret" || !isObject(stringData)) {
		const fields = stringData === undefined ? rest : { ...rest, stringData };
		const now = ofObject(fields, wanted, comparable(live), known);
		// The API takes no status here, so it can't have changed.
		return status === undefined ? now : { ...now, status };
	}
	const encoded = Object.fromEntries(
		Object.entries(stringData).map(([name, text]) => [
			name,
			toBase64(String(text)),
		]),
	);
	const data = { ...(rest.data as Properties | undefined), ...encoded };
	const now = ofObject({ ...rest, data }, wanted, comparable(live), known);
	return withStringData(now, stringData, encoded, rest.data !== undefined);
}

/** Undoes what applying does to a Secret: fields of `stringData` come back as text. */
function withStringData(
	{ data, ...rest }: Properties,
	stringData: Properties,
	encoded: Properties,
	keepData: boolean,
): Properties {
	const entries = Object.entries(isObject(data) ? data : {});
	const texts = entries
		.filter(([name]) => Object.hasOwn(stringData, name))
		.map(([name, value]) => [
			name,
			value === encoded[name] ? stringData[name] : fromBase64(String(value)),
		]);
	const others = entries.filter(([name]) => !Object.hasOwn(stringData, name));
	return {
		...rest,
		...((keepData || others.length > 0) && {
			data: Object.fromEntries(others),
		}),
		stringData: Object.fromEntries(texts),
	};
}

/** @param known whether `expected` says what applying the input would give */
function ofValue(
	input: unknown,
	expected: unknown,
	live: unknown,
	known: boolean,
): unknown {
	// A null claims nothing.
	if (input === null || input === undefined) return input;
	if (known && isDeepStrictEqual(expected, live)) return input;
	if (isObject(input) && isObject(live))
		return ofObject(input, expected, live, known);
	if (Array.isArray(input) && Array.isArray(live))
		return ofList(input, expected, live, known);
	const nothing = isObject(input) && Object.keys(input).length === 0;
	return nothing && live === undefined ? input : live;
}

function ofObject(
	input: Properties,
	expected: unknown,
	live: Properties,
	known: boolean,
): Properties {
	const own = Object.entries(input).map(([name, value]) => [
		name,
		ofValue(value, field(expected, name), field(live, name), known),
	]);
	// What is there and would go, or change, with the next update: it hangs together with what the inputs ask for.
	const more = Object.entries(live).filter(
		([name, value]) =>
			known &&
			!Object.hasOwn(input, name) &&
			!isDeepStrictEqual(field(expected, name), value),
	);
	return Object.fromEntries(
		[...own, ...more].filter(([, value]) => value !== undefined),
	);
}

function ofList(
	input: unknown[],
	expected: unknown,
	live: unknown[],
	known: boolean,
): unknown[] {
	const wanted = Array.isArray(expected) ? expected : [];
	if (!input.every(isObject)) {
		return live.filter(
			(item) => input.includes(item) || (known && !wanted.includes(item)),
		);
	}
	const key = itemKey(input);
	const counterpart = (list: unknown[], item: unknown, index: number) =>
		key === undefined
			? list[index]
			: list.find((other) => field(other, key) === field(item, key));
	// In the order of the cluster, so that a changed order shows.
	return live.flatMap((item, index) => {
		const ours = counterpart(input, item, index);
		const then = counterpart(wanted, item, index);
		if (ours !== undefined)
			return [ofValue(ours, then, item, known && then !== undefined)];
		return known && then === undefined ? [item] : [];
	});
}

/** The field that every item has, and no two the same; undefined: only their places tell the items apart. */
function itemKey(items: Properties[]): string | undefined {
	return ITEM_KEYS.find((key) => {
		const values = items.map((item) => item[key]);
		return (
			values.every((value) => ["string", "number"].includes(typeof value)) &&
			new Set(values).size === values.length
		);
	});
}
