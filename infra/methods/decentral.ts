import * as k8s from "@pulumi/kubernetes";
import { hazelcastVersion } from "../../toolchain/hazelcast.ts";
import { createSecretText } from "../secrets.ts";
import { incarnationOfRun } from "./incarnation.ts";
import { memberContainers, memberVolumes } from "./memberContainers.ts";
import { createMemberPolicy } from "./members.ts";
import type { Method, MethodArgs } from "./method.ts";

/** The states lie in Raft groups whose members share the replicas' Pods (Gschnitzer 2022, 4.4). */
export function decentral(args: MethodArgs): Method {
	const { replicas, groupSize } = args.settings;
	const { consensus, hazelcast } = memberContainers(args, {
		members: replicas,
		groupSize,
		peerToken: createPeerToken(args),
	});
	createMemberPolicy(args);
	return {
		environment: [],
		// Without a startup probe a sidecar counts as started once its process runs, which is all that the next one needs.
		sidecars: [consensus, hazelcast],
		volumes: memberVolumes,
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
