import { centralEtcdMembers } from "./centralEtcd/members.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in an etcd cluster outside the replicas' Pods. */
export const centralEtcd: MethodDefinition = {
	name: "central-etcd",
	traits: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: {
			selector: "app.kubernetes.io/name=central",
			pods: centralEtcdMembers,
			standInPods: centralEtcdMembers,
			couchdb: false,
			members: null,
		},
		durable: true,
	},
	create: async (args) =>
		(await import("./centralEtcd/deploy.ts")).centralEtcd(args),
};
