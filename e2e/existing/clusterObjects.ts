import type { Workspace } from "../workspace.ts";

/** Kinds whose objects come and go by themselves, or are none. */
const restless = /^(events|leases|componentstatuses)\b/;

/**
 * Everything that a cluster holds, as sorted lines of kind, namespace (`<none>`) and name, so that
 * two moments can be compared.
 */
export async function clusterObjects(workspace: Workspace, context: string): Promise<string[]> {
	const kubectl = async (...parameters: string[]) => {
		const { code, output } = await workspace.run(...["kubectl", "--context", context, ...parameters]);
		if (code === 0) return output.trim().split("\n");
		throw new Error(`The cluster's objects can't be listed: ${output}`);
	};
	const kinds = await kubectl(...["api-resources", "--verbs=list", "--output=name"]);
	const lines = await kubectl(
		...["get", kinds.filter((kind) => !restless.test(kind)).join()],
		...["--all-namespaces", "--ignore-not-found", "--no-headers"],
		"--output=custom-columns=KIND:.kind,IN:.metadata.namespace,NAME:.metadata.name",
	);
	return lines
		.filter((line) => !line.startsWith("Warning:"))
		.map((line) => line.trim().replace(/\s+/g, " "))
		.sort();
}
