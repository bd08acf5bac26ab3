import { nameLabel, replicaLabels } from "../names.ts";
import { consensusPeerPort, memberPort } from "./addresses.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in Raft groups of Hazelcast's members, which share the replicas' Pods. */
export const decentral: MethodDefinition = {
	name: "decentral",
	traits: {
		images: ["sidecar", "hazelcast"],
		scraped: { consensus: consensusPeerPort },
		closedPorts: [memberPort],
		groups: "replicas",
		containers: ["app", "consensus", "hazelcast"],
		store: null,
		durable: false,
		tellsObserver: replicaLabels[nameLabel],
	},
	create: async (args) => (await import("./decentral/deploy.ts")).decentral(args),
};
