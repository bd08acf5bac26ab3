import { memberEtcdVersion } from "../../../toolchain/versions.ts";
import { etcdPeerPorts } from "../addresses.ts";
import { etcdMember, memberStorage } from "../etcdMember.ts";
import { incarnationOfRun } from "../incarnation.ts";
import { createMemberPolicy, groupSizes } from "../members.ts";
import type { Method, MethodArgs } from "../method.ts";
import { createPeerToken } from "../peerToken.ts";

/** The states lie in etcd's Raft groups, whose members share the replicas' Pods. */
export function decentralEtcd(args: MethodArgs): Method {
	const { settings } = args;
	createMemberPolicy(args, etcdPeerPorts);
	const storage = memberStorage(args);
	return {
		applicationMode: "decentral",
		environment: [],
		sidecars: etcdMember(args, {
			token: createPeerToken(args),
			peerDomain: "replicas",
			environment: groupSizes(settings),
			storage,
		}),
		volumes: storage.volumes,
		...(storage.claims && { volumeClaims: storage.claims }),
		store: {
			name: "etcd",
			version: memberEtcdVersion(),
			standsInFor: null,
		},
		incarnation: incarnationOfRun(args),
	};
}
