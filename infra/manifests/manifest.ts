import { stringify } from "yaml";
import { unwrapped } from "./secretValues.ts";

/** An object that a stack creates in its cluster, or a Helm release. */
export interface Manifest {
	/**
	 * Pulumi's type and name, such as `kubernetes:apps/v1:StatefulSet pod`: the same on every
	 * platform.
	 */
	resource: string;
	/** As the Kubernetes API takes it; of a release: chart, version and values. */
	document: Document;
}

export interface Document {
	apiVersion: string;
	kind: string;
	[field: string]: unknown;
}

/** What a document is of that stands for a chart and its values, and not for an object. */
export const chartKinds: readonly string[] = ["Release", "Chart"];

/** Kinds in the order in which they can be created. Others come after them. */
const order = [
	...["Namespace", "ServiceAccount", "Secret", "ConfigMap"],
	...["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
	...["NetworkPolicy", "Service", ...chartKinds, "Deployment", "StatefulSet"],
];

/**
 * The manifest of a resource of the program, without secrets; null for what lives outside of the
 * cluster.
 *
 * @param resource as Pulumi registers it
 */
export function manifestOf({
	type,
	name,
	inputs,
}: {
	type: string;
	name: string;
	inputs: Readonly<Record<string, unknown>>;
}): Manifest | null {
	const [provider, apiVersion = "", kind = ""] = type.split(":");
	if (provider !== "kubernetes") return null;
	// A mark of Pulumi's for its own provider.
	const { compat: _, ...fields } = unwrapped(inputs) as typeof inputs;
	const document = { apiVersion, kind, ...fields };
	return {
		resource: `${type} ${name}`,
		document: nameFirst(document.kind === "Secret" ? withoutValues(document) : document) as Document,
	};
}

/** Also of values that the program itself doesn't know to be secret. */
function withoutValues(document: Document): Document {
	const { data, stringData, ...rest } = document;
	return {
		...rest,
		...(data !== undefined && { data: masked(data) }),
		...(stringData !== undefined && { stringData: masked(stringData) }),
	} as Document;
}

function masked(texts: unknown): Record<string, string> {
	const keys = Object.keys(texts as object);
	return Object.fromEntries(keys.map((key) => [key, "(secret)"]));
}

/** What a thing is called is read before what it is like. */
function nameFirst(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(nameFirst);
	if (typeof value !== "object" || value === null) return value;
	const { apiVersion, kind, metadata, name, ...rest } = value as Record<string, unknown>;
	const entries = Object.entries({ apiVersion, kind, metadata, name, ...rest });
	return Object.fromEntries(
		entries.filter(([, each]) => each !== undefined).map(([key, each]) => [key, nameFirst(each)]),
	);
}

/** Each after what it needs; the same manifests are always in the same order. */
export function inOrder(manifests: readonly Manifest[]): Manifest[] {
	const rank = ({ document }: Manifest) => {
		const index = order.indexOf(document.kind);
		return index === -1 ? order.length : index;
	};
	return manifests.toSorted(
		(a, b) => rank(a) - rank(b) || (a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0),
	);
}

/** YAML documents. */
export function manifestsText(manifests: readonly Manifest[]): string {
	return manifests.map(({ document }) => yamlText(document)).join("---\n");
}

/** YAML that says everything where it belongs, without anchors and broken lines. */
export function yamlText(value: unknown): string {
	return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
