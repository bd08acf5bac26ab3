import type { Violation } from "../../analysis/schema/run.ts";
import { inhabitedGroups } from "../../images/sidecar/src/etcd/placement.ts";
import {
	memberClientPorts,
	memberPeerPorts,
} from "../../images/sidecar/src/etcd/ports.ts";

/** What can be said of a method before anything is deployed. */
export interface Traits {
	/** Containers beside the application that serve metrics: name → port. */
	scraped: Readonly<Record<string, number>>;
	/** Ports of a replica's Pod that only other replicas may reach. */
	closedPorts: readonly number[];
	/** Whose members the Raft groups are made of that states lie in: the replicas' Pods', or the store's. Null: there are none. */
	groups: "replicas" | "store" | null;
	/** How many groups the replicas' members make, where that isn't the study's ⌊n/g⌋ + 1. */
	groupCount?: (placement: { replicas: number; groupSize: number }) => number;
	/** Containers of a replica's Pod that a fault can be aimed at. */
	containers: readonly string[];
	/**
	 * The method's own store outside the replicas: how its Pods are found, and how many there are: of the real one's, and of what
	 * stands in for it (`members`: as many as the configuration says). Null: none.
	 */
	store: {
		selector: string;
		pods: number | "members";
		standInPods: number | "members";
		/** Whether it comes by CouchDB's chart where there are charts. */
		couchdb: boolean;
		/** Where each of its Pods has a Raft member: what they are to others. Null: they have none. */
		members: StoreMembers | null;
	} | null;
	/** Whether the method can keep its data on volumes: `holdfast:durability`. */
	durable: boolean;
	/** Whether each replica has a volume of its own, whatever the configuration says. */
	volumes?: true;
	/** What a run is expected to violate, so that nobody is blamed for it; absent: nothing. */
	expectedViolations?: readonly Violation["property"][];
	/** Whether each identity has a second Pod that stands by, and a label says which of the two is active. */
	standbys?: true;
}

/** Raft members outside the replicas' Pods. */
export interface StoreMembers {
	/** Of their StatefulSet and its headless Service: member i is at `<name>-i.<name>`. */
	name: string;
	/** As of a replica's Pod above. */
	scraped: Readonly<Record<string, number>>;
	/** Ports that the observer must not reach. */
	closedPorts: readonly number[];
}

/** Where a consensus replica serves peers, probes and metrics. */
export const consensusPeerPort = 32_201;

/** Where a member of the CP Subsystem talks to the others. */
export const memberPort = 5701;

/** Where a consensus replica serves replicas in other Pods. */
export const clientPort = 32_200;

/** Of the members outside the replicas' Pods: their StatefulSet, its Service, and the value of their label. */
export const hybridName = "hybrid";
/** Where members of etcd's Raft groups talk to one another: those of the own group, and one that is lent to the last. */
export const etcdPeerPorts: readonly number[] = Object.values(memberPeerPorts);

/** Where a central etcd takes clients. */
export const etcdClientPort = memberClientPorts.own;

/** The fewest of which one may fail. */
export const centralEtcdMembers = 3;

const centralStore = {
	selector: "app.kubernetes.io/name=central",
	pods: 3,
	standInPods: 1,
	couchdb: true,
	members: null,
} as const;

/** The fault-tolerance methods: what a stack's name may begin with. */
export const methods: Readonly<Record<string, Traits>> = {
	central: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
	},
	decentral: {
		scraped: { consensus: consensusPeerPort },
		closedPorts: [memberPort],
		groups: "replicas",
		containers: ["app", "consensus", "hazelcast"],
		store: null,
		durable: false,
	},
	hybrid: {
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
	},
	"decentral-etcd": {
		scraped: { consensus: consensusPeerPort },
		closedPorts: etcdPeerPorts,
		groups: "replicas",
		groupCount: inhabitedGroups,
		containers: ["app", "consensus", "etcd"],
		store: null,
		durable: true,
	},
	"central-etcd": {
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
	volume: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: null,
		durable: false,
		volumes: true,
	},
	standby: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
		standbys: true,
	},
	// What every method is measured against: all that a crash takes away is lost.
	none: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: null,
		durable: false,
		expectedViolations: ["durability", "monotonic", "noFork", "fresh"],
	},
	// No method, but a check of the checker.
	lying: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
		expectedViolations: ["chain", "durability", "monotonic", "noFork", "fresh"],
	},
	// What "decentral" is measured against; its image is built only when asked for.
	study: {
		scraped: {},
		closedPorts: [],
		groups: "replicas",
		containers: ["app", "consensus"],
		store: null,
		durable: false,
	},
};

export const methodNames: readonly string[] = Object.keys(methods);

/** @throws Error for a mode that is no method: readSettings has refused it */
export function traitsOf(mode: string): Traits {
	const traits = methods[mode];
	if (!traits) throw new Error(`No method is called "${mode}".`);
	return traits;
}
