import { clientPort, consensusPeerPort, hybridName, memberPort } from "./addresses.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in one Raft group of a few members outside the replicas' Pods. */
export const hybrid: MethodDefinition = {
	name: "hybrid",
	traits: {
		images: ["sidecar", "hazelcast"],
		scraped: {},
		closedPorts: [],
		groups: "store",
		containers: ["app"],
		store: {
			selector: `app.kubernetes.io/name=${hybridName}`,
			pods: "members",
			standInPods: "members",
			couchdb: false,
			members: {
				name: hybridName,
				scraped: { consensus: consensusPeerPort },
				closedPorts: [memberPort, clientPort],
			},
		},
		durable: false,
		tellsObserver: hybridName,
	},
	create: async (args) => (await import("./hybrid/deploy.ts")).hybrid(args),
};
