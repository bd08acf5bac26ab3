import { readFileSync } from "node:fs";
import type { RegistryServer } from "../../infra/cluster/existing/registryServer.fixture.ts";
import type { Workspace } from "../workspace.ts";

const shownLines = 40;

/**
 * What is worth reading when a stack didn't come up, before the cluster is gone: its Pods, its last
 * events, what the registry refused.
 */
export async function whatWentWrong(workspace: Workspace, context: string, { log }: RegistryServer): Promise<string> {
	const kubectl = async (...parameters: string[]) => {
		const { output } = await workspace.run(
			...["kubectl", "--context", context, "get", ...parameters],
			"--all-namespaces",
		);
		return lastLines(output.split("\n"));
	};
	const refusals = readFileSync(log, "utf8")
		.split("\n")
		.filter((line) => /level=(error|fatal)|remote error/.test(line))
		// Asked for before it is pushed, which is no trouble.
		.filter((line) => !line.includes('err.code="blob unknown"'));
	return [
		"The cluster's Pods:",
		await kubectl("pods", "--output=wide"),
		"Its last events:",
		await kubectl("events", "--sort-by=.metadata.creationTimestamp"),
		"What the registry refused:",
		lastLines(refusals),
	].join("\n");
}

function lastLines(lines: readonly string[]): string {
	return lines.slice(-shownLines).join("\n");
}
