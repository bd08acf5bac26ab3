import { inhabitedGroups } from "../../schema/etcdPlacement.ts";
import { nameLabel, replicaLabels } from "../names.ts";
import { consensusPeerPort, etcdPeerPorts } from "./addresses.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in Raft groups of etcd's members, which share the replicas' Pods. */
export const decentralEtcd: MethodDefinition = {
	name: "decentral-etcd",
	traits: {
		images: ["sidecar", "etcd"],
		scraped: { consensus: consensusPeerPort },
		closedPorts: etcdPeerPorts,
		groups: "replicas",
		groupCount: inhabitedGroups,
		containers: ["app", "consensus", "etcd"],
		store: null,
		durable: true,
		tellsObserver: replicaLabels[nameLabel],
	},
	create: async (args) => (await import("./decentralEtcd/deploy.ts")).decentralEtcd(args),
};
