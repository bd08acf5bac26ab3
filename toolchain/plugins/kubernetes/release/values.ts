import { readFileSync } from "node:fs";
import { field, isObject, type Properties } from "../../provider/values.ts";
import type { ReleaseInputs } from "./inputs.ts";

/**
 * The values that helm gets: those of `valueYamlFiles` in their order, then `values` over them.
 *
 * @throws one sentence when a file can't be read, or isn't a mapping in YAML
 */
export async function valuesOf(
	inputs: Pick<ReleaseInputs, "values" | "valueYamlFiles" | "allowNullValues">,
): Promise<Properties> {
	const files = await Promise.all((inputs.valueYamlFiles ?? []).map(parsed));
	const all = [...files, inputs.values ?? {}].reduce<Properties>(merged, {});
	return inputs.allowNullValues ? all : (withoutNulls(all) as Properties);
}

/** `over` on top of `base`: mappings are merged, everything else is replaced, as helm does with its `--values`. */
export function merged(base: Properties, over: Properties): Properties {
	const result = new Map(Object.entries(base));
	for (const [name, value] of Object.entries(over)) {
		const below = result.get(name);
		result.set(
			name,
			isObject(below) && isObject(value) ? merged(below, value) : value,
		);
	}
	return Object.fromEntries(result);
}

/** A null makes helm forget the chart's own value; a program's null says nothing, unless it is allowed to. */
function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value))
		return value.filter((item) => item !== null).map(withoutNulls);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, inner]) => inner !== null && inner !== undefined)
			.map(([name, inner]) => [name, withoutNulls(inner)]),
	);
}

async function parsed(asset: unknown): Promise<Properties> {
	const { name, text } = contentsOf(asset);
	const { parse } = await import("yaml");
	let content: unknown;
	try {
		content = parse(text) ?? {};
	} catch (error) {
		// The parser's first line says where; those after it show the text, which may be secret.
		const [where] = (error as Error).message.split("\n");
		throw new Error(`The values in ${name} are not YAML: ${where}`);
	}
	if (!isObject(content))
		throw new Error(
			`The values in ${name} are no mapping of names to values; helm needs one.`,
		);
	return content;
}

/** Text and path of an asset as Pulumi serialises it (`sdk/go/common/resource/asset`). */
function contentsOf(asset: unknown): { name: string; text: string } {
	const text = field(asset, "text");
	if (typeof text === "string" && text !== "")
		return { name: "an asset of valueYamlFiles", text };
	const path = field(asset, "path");
	if (typeof path !== "string" || path === "")
		throw new Error(
			"valueYamlFiles takes FileAsset and StringAsset only; download what is elsewhere first.",
		);
	try {
		return { name: path, text: readFileSync(path, "utf8") };
	} catch (error) {
		throw new Error(
			`The file ${path} of valueYamlFiles can't be read (${(error as NodeJS.ErrnoException).code}).`,
		);
	}
}
