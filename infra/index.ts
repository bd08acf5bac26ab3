import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createApplication } from "./app.ts";
import { createCluster } from "./cluster/index.ts";
import { readSettings } from "./config.ts";
import { refuseUnknownKeys } from "./configuration/unknownKeys.ts";
import { deleteWithClaim } from "./deletion.ts";
import { explained } from "./errors.ts";
import { createExperiment } from "./experiment/index.ts";
import { createMethod } from "./methods/index.ts";
import { namespaces } from "./names.ts";
import { createObservability } from "./observability/index.ts";
import { restrictedNamespace } from "./security.ts";

const config = new pulumi.Config();
const settings = explained(() => {
	refuseUnknownKeys(Object.keys(pulumi.runtime.allConfig()));
	return readSettings(pulumi.getStack(), (key) => config.get(key));
});

const cluster = explained(() => createCluster(settings));
deleteWithClaim(cluster.claim);

const createNamespace = (name: string) =>
	new k8s.core.v1.Namespace(
		name,
		{ metadata: { name, labels: restrictedNamespace } },
		{ provider: cluster.provider },
	).metadata.name;
const namespace = createNamespace(namespaces.application);

const observability = createObservability({
	cluster,
	settings,
	applicationNamespace: namespace,
	namespace: createNamespace(namespaces.observability),
});
const method = createMethod({
	cluster,
	settings,
	namespace,
	observability,
});
const application = createApplication({
	cluster,
	settings,
	namespace,
	method,
	observability,
});
const experiment = createExperiment({
	cluster,
	settings,
	namespace,
	method,
	observability,
	application,
});

export const { results } = experiment;
export const observer = observability.observerUrl;
export const prometheus = observability.prometheusUrl;
