import {
	field,
	isObject,
	type Properties,
	UNKNOWN,
} from "../provider/values.ts";
import { groupKind, kindOf } from "./kinds.ts";

/**
 * What server-side apply gets for these inputs: no nulls (they would claim the field) and no status. A Secret's
 * `stringData` becomes `data`, because the API keeps only that: a field that disappears from `stringData` would stay.
 */
export function applyBody(
	inputs: Properties,
	namespace: string | undefined,
): Properties {
	const { status: _, ...body } = withoutNulls(inputs) as Properties;
	const metadata = { ...(body.metadata as Properties | undefined) };
	if (namespace !== undefined) metadata.namespace = namespace;
	body.metadata = metadata;
	const kind = kindOf(inputs);
	if (kind && groupKind(kind) === "Secret" && isObject(body.stringData)) {
		const { stringData, ...rest } = body;
		const encoded = Object.entries(stringData as Properties).map(
			([name, text]) => [name, toBase64(String(text))],
		);
		return {
			...rest,
			data: { ...(body.data as Properties), ...Object.fromEntries(encoded) },
		};
	}
	return body;
}

/** As the API keeps a Secret's data. */
export function toBase64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}

/** The text of a Secret's datum. */
export function fromBase64(data: string): string {
	return Buffer.from(data, "base64").toString("utf8");
}

function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, inner]) => inner !== null && inner !== undefined)
			.map(([name, inner]) => [name, withoutNulls(inner)]),
	);
}

/** What Pulumi's state holds of an object: all of it but the field managers, which are long and of use to nobody. */
export function outputsOf(live: unknown): Properties {
	const { metadata, ...rest } = live as Properties;
	const { managedFields: _, ...kept } = metadata as Properties;
	return { ...rest, metadata: kept };
}

const FILLED_IN_METADATA = ["uid", "resourceVersion", "creationTimestamp"];

/**
 * What a preview shows of an object: its inputs, what the existing object keeps, and `UNKNOWN` where the cluster is going to
 * fill something in.
 */
export function previewOutputs(
	inputs: Properties,
	existing: Properties | undefined,
): Properties {
	const outputs: Properties = { ...inputs, status: UNKNOWN };
	if (isObject(inputs.metadata)) {
		const metadata: Properties = { ...inputs.metadata };
		for (const name of FILLED_IN_METADATA)
			metadata[name] =
				name === "resourceVersion"
					? UNKNOWN
					: (field(existing, "metadata", name) ?? UNKNOWN);
		outputs.metadata = metadata;
	}
	const kind = kindOf(inputs);
	if (kind && groupKind(kind) === "Service" && isObject(inputs.spec)) {
		const spec: Properties = { ...inputs.spec };
		for (const name of ["clusterIP", "clusterIPs"])
			spec[name] ??= field(existing, "spec", name) ?? UNKNOWN;
		outputs.spec = spec;
	}
	return outputs;
}
