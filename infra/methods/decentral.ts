import * as k8s from "@pulumi/kubernetes";
import { hazelcastVersion } from "../../toolchain/hazelcast.ts";
import { createSecretText } from "../secrets.ts";
import { restrictedContainer } from "../security.ts";
import { incarnationOfRun } from "./incarnation.ts";
import { createMemberPolicy, groupSizes, podIdentity } from "./members.ts";
import type { Method, MethodArgs } from "./method.ts";
import { consensusPeerPort, memberPort } from "./traits.ts";

/** Holds the pipe at which the member waits, and what it says about Raft. */
const gate = { name: "gate", mountPath: "/gate" };

/** The states lie in Raft groups whose members share the replicas' Pods (Gschnitzer 2022, 4.4). */
export function decentral(args: MethodArgs): Method {
	const { cluster, settings, observability } = args;
	const token = createPeerToken(args);
	createMemberPolicy(args);
	const common = [...podIdentity, ...groupSizes(settings)];
	return {
		environment: [],
		// Without a startup probe a sidecar counts as started once its process runs, which is all that the next one needs.
		sidecars: [
			{
				name: "consensus",
				image: cluster.images.sidecar.reference,
				env: [
					...common,
					{ name: "PEER_TOKEN", valueFrom: { secretKeyRef: token } },
					{ name: "PEER_PORT", value: String(consensusPeerPort) },
					{ name: "LOST_MAJORITY", value: settings.lostMajority },
					{ name: "OBSERVER", value: observability.events },
				],
				ports: [{ name: "peers", containerPort: consensusPeerPort }],
				livenessProbe: {
					httpGet: { path: "/livez", port: "peers" },
					periodSeconds: 5,
					timeoutSeconds: 5,
				},
				resources: { requests: { memory: "64Mi", cpu: "10m" } },
				securityContext: restrictedContainer,
				volumeMounts: [gate],
			},
			{
				name: "hazelcast",
				image: cluster.images.hazelcast.reference,
				env: common,
				ports: [{ name: "member", containerPort: memberPort }],
				// The consensus replica knows whether the member must be started anew; then there is nothing to hand over.
				livenessProbe: {
					httpGet: { path: "/member/livez", port: consensusPeerPort },
					// Members that start all at once keep the machine busy for longer the more there are.
					initialDelaySeconds: 20 + 4 * settings.replicas,
					periodSeconds: 2,
					timeoutSeconds: 3,
					failureThreshold: 4,
					terminationGracePeriodSeconds: 1,
				},
				resources: { requests: { memory: "112Mi", cpu: "20m" } },
				securityContext: restrictedContainer,
				volumeMounts: [gate],
			},
		],
		volumes: [{ name: gate.name, emptyDir: {} }],
		store: {
			name: "Hazelcast",
			version: hazelcastVersion,
			standsInFor: null,
		},
		incarnation: incarnationOfRun(args),
	};
}

/** What consensus replicas show one another; made once and kept in the stack's state, encrypted. */
function createPeerToken({ cluster, namespace }: MethodArgs) {
	const { metadata } = new k8s.core.v1.Secret(
		"consensus-peers",
		{
			metadata: { name: "consensus-peers", namespace },
			stringData: { token: createSecretText("peer-token") },
		},
		{ provider: cluster.provider },
	);
	return { name: metadata.name, key: "token" };
}
