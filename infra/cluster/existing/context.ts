import { existsSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { filesIn, readKubeconfigs } from "./kubeconfigFiles.ts";

/**
 * Reads a kubeconfig, and makes one of its contexts the current one.
 *
 * @param file or a list of files, as in $KUBECONFIG, which are merged as kubectl does
 * @param context empty: the one that is current
 * @throws Error with one sentence that says what to do when there is no such file or context
 */
export function loadContext(file: string, context: string): KubeConfig {
	const config = new KubeConfig();
	const files = filesIn(file);
	if (!files.some((each) => existsSync(each))) {
		throw new Error(
			`There is no kubeconfig at ${file}: set KUBECONFIG to one, or choose another platform with "pulumi config set platform auto".`,
		);
	}
	const merged = readKubeconfigs(files);
	try {
		config.loadFromString(JSON.stringify(merged));
	} catch (error) {
		throw new Error(`${file} is no kubeconfig: ${(error as Error).message}.`);
	}
	const problem = contextProblem(
		file,
		config.getContexts().map(({ name }) => name),
		context || config.getCurrentContext(),
	);
	if (problem) throw new Error(problem);
	if (context) config.setCurrentContext(context);
	return config;
}

/** One sentence; null when the context is there. */
export function contextProblem(file: string, contexts: readonly string[], context: string | undefined): string | null {
	const there = contexts.length === 0 ? "it has none" : `it has ${contexts.join(", ")}`;
	if (!context) {
		return `${file} has no current context: name one with "pulumi config set context …" (${there}).`;
	}
	return contexts.includes(context)
		? null
		: `${file} has no context "${context}": name another with "pulumi config set context …" (${there}).`;
}
