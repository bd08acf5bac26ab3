import { existsSync } from "node:fs";
import { resultsProblem } from "../analysis/collect/resultsSpace.ts";
import { resultsFolder } from "../schema/checkout.ts";
import { chartProblem } from "./charts/problem.ts";
import { clusterProblem } from "./cluster/existing/check.ts";
import { k3sKubeconfig, usualKubeconfig } from "./cluster/existing/usualKubeconfig.ts";
import { imageSourceProblem } from "./cluster/native/imageSource.ts";
import { podsRequests } from "./manifests/podsRequests.ts";
import { needsVolumes } from "./methods/needsVolumes.ts";
import { hasMembersOutside, traitsOf } from "./methods/traits.ts";
import { sharedNamespaces } from "./names.ts";
import type { Settings } from "./settings.ts";

/**
 * Looks, before anything is made, at where the results go, and at what a stack on another platform
 * than the native one needs.
 *
 * @throws Error with one sentence
 */
export async function refuseUnfit(settings: Settings): Promise<void> {
	const { platform, charts, mode, protocol } = settings;
	const results = protocol && resultsProblem(resultsFolder);
	if (results) throw new Error(results);
	if (platform === "native") {
		const image = await couchdbImageProblem(settings);
		if (image) throw new Error(image);
		if (!settings.grafana) return;
		throw new Error(
			'The platform "native" has no Grafana, which comes as a container image only: say "pulumi config set grafana false", and import what "node infra/observability/dashboard.ts" prints into a Grafana of your own.',
		);
	}
	const problem =
		(await existingProblem(settings)) ??
		(await chartProblem("prometheus", charts.prometheus)) ??
		(hasMembersOutside(traitsOf(mode)) ? await chartProblem("hazelcast", charts.hazelcast) : null) ??
		(traitsOf(mode).store?.couchdb ? await chartProblem("couchdb", charts.couchdb) : null);
	if (problem) throw new Error(problem);
}

async function couchdbImageProblem({ mode, couchdbImage, charts }: Settings): Promise<string | null> {
	if (couchdbImage === "" || !traitsOf(mode).store?.couchdb) return null;
	return imageSourceProblem(couchdbImage) ?? (await chartProblem("couchdb", charts.couchdb));
}

async function existingProblem(settings: Settings): Promise<string | null> {
	const { platform, mode, storage } = settings;
	if (platform !== "k3s" && platform !== "kubeconfig") return null;
	const k3s = platform === "k3s";
	if (k3s && !existsSync(k3sKubeconfig)) {
		return `There is no k3s on this machine, or it isn't up (no ${k3sKubeconfig}): start it, or choose another platform with "pulumi config set platform auto".`;
	}
	// Loaded only when needed: the client of the Kubernetes API takes its time.
	const { loadContext } = await import("./cluster/existing/context.ts");
	const { questionsTo } = await import("./cluster/existing/ask.ts");
	const { renderApart } = await import("./manifests/renderApart.ts");
	const config = loadContext(k3s ? k3sKubeconfig : usualKubeconfig(), k3s ? "" : settings.context);
	return clusterProblem(questionsTo(config), {
		context: config.getCurrentContext(),
		namespaces: sharedNamespaces(settings.stack),
		labelsPods: traitsOf(mode).standbys === true,
		storageClass:
			needsVolumes(settings) || (traitsOf(mode).store?.couchdb && storage === "volumes")
				? settings.storageClass
				: undefined,
		withoutVolumes: withoutVolumes(settings),
		oneNode: k3s,
		pods: podsRequests(await renderApart(settings)),
	});
}

/** Key and value with which a stack does without volumes. */
function withoutVolumes({ mode }: Settings): string | null {
	const { store, durable } = traitsOf(mode);
	if (durable) return "durability memory";
	return store?.couchdb ? "storage pods" : null;
}
