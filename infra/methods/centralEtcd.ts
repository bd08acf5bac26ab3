import { consensusPeerPort, etcdClientPort, etcdPeerPorts } from "./addresses.ts";
import { centralEtcdMembers, centralEtcdName } from "./centralEtcd/members.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in an etcd cluster outside the replicas' Pods. */
export const centralEtcd: MethodDefinition = {
	name: "central-etcd",
	traits: {
		images: ["sidecar", "etcd"],
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: {
			selector: `app.kubernetes.io/name=${centralEtcdName}`,
			pods: centralEtcdMembers,
			standInPods: centralEtcdMembers,
			couchdb: false,
			members: {
				name: centralEtcdName,
				scraped: { consensus: consensusPeerPort },
				closedPorts: [...etcdPeerPorts, etcdClientPort],
			},
		},
		durable: true,
		tellsObserver: centralEtcdName,
	},
	create: async (args) => (await import("./centralEtcd/deploy.ts")).centralEtcd(args),
};
