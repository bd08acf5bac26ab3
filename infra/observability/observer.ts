import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { createPodAccount } from "../kubernetes/podAccount.ts";
import { createSingleton } from "../kubernetes/singleton.ts";
import { traitsOf } from "../methods/traits.ts";
import { observerPorts, runOf } from "../names.ts";
import { imageUser } from "../security.ts";
import type { Settings } from "../settings.ts";
import { createObserverPolicy } from "./observerPolicy.ts";
import { createObserverTokens } from "./tokens.ts";

const name = "observer";
const dataFolder = "/data";

/** The recorder of operation histories, which also watches the application's Pods. */
export function createObserver(args: {
	cluster: Cluster;
	settings: Settings;
	applicationNamespace: pulumi.Output<string>;
	namespace: pulumi.Output<string>;
}) {
	const { cluster, settings, applicationNamespace, namespace } = args;
	const { namespaces } = cluster;
	const { account, binding } = createPodAccount(name, {
		cluster,
		namespace,
		podNamespace: applicationNamespace,
		verbs: ["list", "watch"],
	});
	const tokens = createObserverTokens(args);
	createObserverPolicy(name, { cluster, mode: settings.mode, namespace });
	const { service } = createSingleton(name, {
		cluster,
		namespace,
		image: cluster.images.observer.reference,
		ports: observerPorts,
		readinessPath: "/readyz",
		requests: { memory: "128Mi", cpu: "20m" },
		container: {
			env: [
				{ name: "DATA_DIR", value: dataFolder },
				{
					name: "CLOSED_PORTS",
					value: closedPorts(settings.mode)
						.map(({ pod, port }) => `${pod}.${namespaces.application}:${port}`)
						.join(),
				},
				{ name: "WATCH_NAMESPACE", value: applicationNamespace },
				{ name: "STREAM_PORT", value: String(observerPorts.stream) },
				{ name: "HTTP_PORT", value: String(observerPorts.http) },
				...tokens.environment,
			],
			volumeMounts: [{ name: "data", mountPath: dataFolder }],
		},
		pod: {
			serviceAccountName: account,
			automountServiceAccountToken: true,
			securityContext: { fsGroup: imageUser },
			volumes: [{ name: "data", emptyDir: {} }],
		},
		run: runOf(settings, cluster),
		dependsOn: binding,
	});
	return {
		tokens,
		events: `http://${name}.${namespaces.observability}:${observerPorts.http}`,
		recorder: `${name}.${namespaces.observability}:${observerPorts.stream}`,
		observerUrl: pulumi.interpolate`http://${service.spec.clusterIP}:${observerPorts.http}`,
	};
}

/** Ports that a Pod which is neither replica nor member must not reach. */
function closedPorts(mode: string): { pod: string; port: number }[] {
	const { closedPorts, store } = traitsOf(mode);
	const ofMembers = store?.members;
	return [
		...closedPorts.map((port) => ({ pod: "pod-0.replicas", port })),
		...(ofMembers?.closedPorts ?? []).map((port) => ({
			pod: `${ofMembers?.name}-0.${ofMembers?.name}`,
			port,
		})),
	];
}
