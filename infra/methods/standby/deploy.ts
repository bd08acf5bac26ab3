import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { roleLabel } from "../../../images/controller/src/podView.ts";
import { createPodAccount } from "../../kubernetes/podAccount.ts";
import { podField } from "../../kubernetes/podField.ts";
import { createSingleton } from "../../kubernetes/singleton.ts";
import { skipAwait } from "../../kubernetes/skipAwait.ts";
import { applicationPort, controllerPort, podIndexLabel, replicaLabels, replicaNames, runOf } from "../../names.ts";
import { createSecretText } from "../../secrets.ts";
import { controllerName as name } from "../addresses.ts";
import { central } from "../central/deploy.ts";
import type { Method, MethodArgs } from "../method.ts";

/**
 * Each identity has two Pods, of which one is active and the other one stands by; a State
 * Controller watches them, and switches the labels that Services select by (Abdollahi Vayghan et
 * al. 2019). The states lie where the central mode has them, fenced.
 */
export function standby(args: MethodArgs): Method {
	const { settings } = args;
	const store = central(args);
	const token = createControllerToken(args);
	const controller = createController(args, token);
	for (let i = 0; i < settings.replicas; i++) createActiveService(args, i);
	return {
		...store,
		environment: [
			...store.environment,
			{
				name: "POD_UID",
				valueFrom: podField("metadata.uid"),
			},
			{ name: "CONTROLLER_URL", value: `http://${name}:${controllerPort}` },
			token,
		],
		// The application must not come up before its State Controller.
		incarnation: pulumi.all([store.incarnation, controller.metadata.uid]).apply(([incarnation]) => incarnation),
	};
}

/** What replicas show who ask for their role. */
function createControllerToken({ cluster, namespace }: MethodArgs): k8s.types.input.core.v1.EnvVar {
	const { metadata } = new k8s.core.v1.Secret(
		"controller-token",
		{
			metadata: { name: "controller-token", namespace },
			stringData: { token: createSecretText("controller-token") },
		},
		{ provider: cluster.provider },
	);
	return {
		name: "CONTROLLER_TOKEN",
		valueFrom: { secretKeyRef: { name: metadata.name, key: "token" } },
	};
}

function createController(
	{ cluster, settings, namespace, observability }: MethodArgs,
	token: k8s.types.input.core.v1.EnvVar,
): k8s.apps.v1.Deployment {
	const { account, binding } = createPodAccount(name, {
		cluster,
		namespace,
		podNamespace: namespace,
		verbs: ["list", "watch"],
		// It labels those that it switches, and no others.
		named: { pods: replicaNames(settings.replicas, true), verbs: ["patch"] },
	});
	new k8s.networking.v1.NetworkPolicy(
		name,
		{
			metadata: { name, namespace },
			spec: {
				podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
				policyTypes: ["Ingress"],
				ingress: [
					{
						ports: [{ port: controllerPort }],
						from: [{ podSelector: { matchLabels: replicaLabels } }],
					},
				],
			},
		},
		{ provider: cluster.provider },
	);
	return createSingleton(name, {
		cluster,
		namespace,
		image: cluster.images.controller.reference,
		ports: { http: controllerPort },
		readinessPath: "/readyz",
		requests: { memory: "64Mi", cpu: "20m" },
		container: {
			env: [
				{ name: "WATCH_NAMESPACE", value: namespace },
				{
					name: "SELECTOR",
					value: Object.entries(replicaLabels)
						.map(([label, value]) => `${label}=${value}`)
						.join(),
				},
				{ name: "OBSERVER", value: observability.events },
				{
					name: "OBSERVER_TOKEN",
					valueFrom: observability.tokens.of("controller"),
				},
				token,
				{ name: "PORT", value: String(controllerPort) },
			],
			livenessProbe: {
				httpGet: { path: "/livez", port: "http" },
				periodSeconds: 5,
				timeoutSeconds: 5,
			},
		},
		pod: {
			serviceAccountName: account,
			automountServiceAccountToken: true,
		},
		run: runOf(settings, cluster),
		dependsOn: binding,
	}).deployment;
}

/** What leads to an identity's active Pod, whichever that is: the application's Service. */
function createActiveService({ cluster, namespace }: MethodArgs, ordinal: number): void {
	new k8s.core.v1.Service(
		`active-${ordinal}`,
		{
			metadata: {
				name: `active-${ordinal}`,
				namespace,
				// It has endpoints only once the application is there.
				annotations: skipAwait,
			},
			spec: {
				selector: {
					...replicaLabels,
					[podIndexLabel]: String(ordinal),
					[roleLabel]: "active",
				},
				ports: [{ name: "http", port: applicationPort }],
			},
		},
		{ provider: cluster.provider },
	);
}
