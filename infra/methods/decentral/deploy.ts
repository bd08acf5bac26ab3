import { hazelcastVersion } from "../../../toolchain/hazelcast.ts";
import { incarnationOfRun } from "../incarnation.ts";
import { memberContainers, memberVolumes } from "../memberContainers.ts";
import { createMemberPolicy } from "../members.ts";
import type { Method, MethodArgs } from "../method.ts";
import { createPeerToken } from "../peerToken.ts";

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
		// Without a startup probe a sidecar counts as started once its process runs, which is all that
		// the next one needs.
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
