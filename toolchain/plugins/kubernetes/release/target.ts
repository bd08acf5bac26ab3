import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Api, connect } from "../api.ts";
import {
	kubeconfigPath,
	kubeconfigText,
	parseKubeconfig,
} from "../kubeconfig.ts";

/** Which cluster: the provider's settings. */
export interface Target {
	/** Path or contents. */
	kubeconfig: string | undefined;
	context: string | undefined;
}

/**
 * Does something with helm's flags that lead to the cluster. A kubeconfig that the provider has as text lies in a file of
 * this user's only as long as that lasts.
 *
 * @param folder where to put it
 * @throws one sentence when there is no kubeconfig
 */
export async function withCluster<Result>(
	{ kubeconfig, context }: Target,
	folder: string,
	work: (flags: readonly string[]) => Promise<Result>,
): Promise<Result> {
	const { text } = kubeconfigText(kubeconfig);
	const flags = context ? ["--kube-context", context] : [];
	const path = kubeconfigPath(kubeconfig);
	if (path !== undefined) return work(["--kubeconfig", path, ...flags]);
	const own = mkdtempSync(join(folder, "cluster-"));
	try {
		const file = join(own, "kubeconfig");
		writeFileSync(file, text, { mode: 0o600 });
		return await work(["--kubeconfig", file, ...flags]);
	} finally {
		rmSync(own, { recursive: true });
	}
}

/** The cluster's API, for what helm can't do. */
export async function apiOf({ kubeconfig, context }: Target): Promise<Api> {
	const { text, folder } = kubeconfigText(kubeconfig);
	return connect(await parseKubeconfig(text, folder, context));
}
