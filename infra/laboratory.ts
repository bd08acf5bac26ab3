import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createApplication } from "./app.ts";
import { createCluster } from "./cluster/index.ts";
import { builtParts, type Parts } from "./cluster/parts.ts";
import { deleteWithLease } from "./deletion.ts";
import { createExperiment } from "./experiment/index.ts";
import { createDisruptionBudgets } from "./kubernetes/disruptionBudgets.ts";
import { warnOfStartTroubles } from "./kubernetes/startTroubles.ts";
import { createMethod } from "./methods/create.ts";
import { createObservability } from "./observability/index.ts";
import { restrictedNamespace } from "./security.ts";
import type { Settings } from "./settings.ts";

/**
 * Everything of a stack: each stage takes what the one before it made.
 *
 * @throws Error with one sentence when what it needs of this machine isn't there
 */
export async function createLaboratory(
	settings: Settings,
	parts: Parts = builtParts,
): Promise<{
	results: pulumi.Output<string>;
	observer: pulumi.Output<string>;
	prometheus: pulumi.Output<string>;
	grafana?: pulumi.Output<string>;
	/** A secret: `pulumi stack output grafanaPassword --show-secrets`. */
	grafanaPassword?: pulumi.Output<string>;
}> {
	const cluster = createCluster(settings, parts);
	deleteWithLease(cluster.lease);

	const { namespaces } = cluster;
	const createNamespace = (name: string) =>
		new k8s.core.v1.Namespace(name, { metadata: { name, labels: restrictedNamespace } }, { provider: cluster.provider })
			.metadata.name;
	const namespace = createNamespace(namespaces.application);

	const observability = createObservability({
		cluster,
		settings,
		applicationNamespace: namespace,
		namespace: createNamespace(namespaces.observability),
	});
	const method = await createMethod({
		cluster,
		settings,
		namespace,
		observability,
	});
	createDisruptionBudgets(cluster, settings, namespace);
	const application = createApplication({
		cluster,
		settings,
		namespace,
		method,
		observability,
	});
	warnOfStartTroubles(
		cluster,
		pulumi.all([application.metadata.uid, observability.observerUrl, observability.prometheusUrl]),
	);
	const experiment = createExperiment({
		cluster,
		settings,
		namespace,
		method,
		observability,
		application,
	});

	return {
		results: experiment.results,
		observer: observability.observerUrl,
		prometheus: observability.prometheusUrl,
		...(observability.grafana && {
			grafana: observability.grafana.url,
			grafanaPassword: observability.grafana.password,
		}),
	};
}
