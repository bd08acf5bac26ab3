import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { restrictedContainer } from "../security.ts";
import { consensusPeerPort, memberPort } from "./addresses.ts";
import { podIdentity } from "./members.ts";
import type { MethodArgs } from "./method.ts";

/** Holds the pipe at which the member waits, and what it says about Raft. */
const launcher = { name: "launcher", mountPath: "/launcher" };

export const memberVolumes: k8s.types.input.core.v1.Volume[] = [{ name: launcher.name, emptyDir: {} }];

/** Which members there are. */
export interface MemberCluster {
	/** Pods with a member: 3 or more. */
	members: number;
	/** Members of a Raft group. */
	groupSize: number;
	/** Key of a Secret: what consensus replicas show one another. */
	peerToken: { name: pulumi.Input<string>; key: string };
}

/**
 * A consensus replica and the member beside it, which make one Pod a part of a Raft cluster that
 * heals itself.
 */
export function memberContainers(
	{ cluster, settings, observability }: MethodArgs,
	{ members, groupSize, peerToken }: MemberCluster,
) {
	const common = [
		...podIdentity,
		{ name: "REPLICAS", value: String(members) },
		{ name: "GROUP_SIZE", value: String(groupSize) },
	];
	const consensus = {
		name: "consensus",
		image: cluster.images.sidecar.reference,
		env: [
			...common,
			{ name: "PEER_TOKEN", valueFrom: { secretKeyRef: peerToken } },
			{ name: "PEER_PORT", value: String(consensusPeerPort) },
			{ name: "LOST_MAJORITY", value: settings.lostMajority },
			{ name: "OBSERVER", value: observability.events },
			{
				name: "OBSERVER_TOKEN",
				valueFrom: observability.tokens.of("consensus"),
			},
		],
		ports: [{ name: "peers", containerPort: consensusPeerPort }],
		livenessProbe: {
			httpGet: { path: "/livez", port: "peers" },
			periodSeconds: 5,
			timeoutSeconds: 5,
		},
		resources: { requests: { memory: "64Mi", cpu: "10m" } },
		securityContext: restrictedContainer,
		volumeMounts: [launcher],
	};
	const hazelcast = {
		name: "hazelcast",
		image: cluster.images.hazelcast.reference,
		env: common,
		ports: [{ name: "member", containerPort: memberPort }],
		// The consensus replica knows whether the member must be started anew; then there is nothing to
		// hand over.
		livenessProbe: {
			httpGet: { path: "/member/livez", port: consensusPeerPort },
			// Members that start all at once keep the machine busy for longer the more there are.
			initialDelaySeconds: 20 + 4 * members,
			periodSeconds: 2,
			timeoutSeconds: 3,
			failureThreshold: 4,
			terminationGracePeriodSeconds: 1,
		},
		resources: { requests: { memory: "112Mi", cpu: "20m" } },
		securityContext: restrictedContainer,
		volumeMounts: [launcher],
	};
	return { consensus, hazelcast };
}
