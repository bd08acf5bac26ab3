import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Violation } from "../../schema/run.ts";
import type { ImageName } from "../../toolchain/images.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Observability } from "../observability/observability.ts";
import type { Settings } from "../settings.ts";

/** What a fault-tolerance method brings into the laboratory. */
export interface Method {
	/** The mode that the application runs in, where that isn't the stack's. */
	applicationMode?: string;
	/** What the application is told beside its common settings. */
	environment: k8s.types.input.core.v1.EnvVar[];
	/**
	 * What it puts into each replica's Pod, beside the application: started before it, ended after
	 * it.
	 */
	sidecars: k8s.types.input.core.v1.Container[];
	volumes: k8s.types.input.core.v1.Volume[];
	/**
	 * Volumes of its own for each replica's Pod, which outlive it and go with the stack, or with the
	 * run.
	 */
	volumeClaims?: k8s.types.input.core.v1.PersistentVolumeClaim[];
	/** Volumes that the application itself uses. */
	mounts?: k8s.types.input.core.v1.VolumeMount[];
	/** The store that holds the states: for the run's manifest. Null: there is none. */
	store: Store | null;
	/** Changes whenever the states start from nothing; the value of a label. */
	incarnation: pulumi.Output<string>;
}

export interface Store {
	name: string;
	/** As it was asked for; one that has a `url` is asked. */
	version: string;
	/** Where a document store says what it is, as the host reaches it. */
	url?: pulumi.Output<string>;
	/** Why something else than the real thing runs; null when it is the real thing. */
	standsInFor: { name: string; why: string } | null;
}

/** What a method has to work with. */
export interface MethodArgs {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
	observability: Observability;
}

/**
 * A method: what can be said of it, and what deploys it. Adding one is a file that exports it, and
 * its place in the list.
 */
export interface MethodDefinition {
	/** What a stack's name begins with, and what figures and tables know it by. */
	name: string;
	traits: Traits;
	/**
	 * What is deployed is loaded only here: sweeps, tests and the configuration look at traits alone,
	 * and Pulumi's classes take seconds.
	 */
	create: (args: MethodArgs) => Promise<Method>;
}

/** What can be said of a method before anything is deployed. */
export interface Traits {
	/**
	 * Images that its Pods run beside the application's, where the store comes by a chart; absent:
	 * none.
	 */
	images?: readonly (ImageName | "study")[];
	/** Containers beside the application that serve metrics: name → port. */
	scraped: Readonly<Record<string, number>>;
	/** Ports of a replica's Pod that only other replicas may reach. */
	closedPorts: readonly number[];
	/**
	 * Whose members the Raft groups are made of that states lie in: the replicas' Pods', or the
	 * store's. Null: there are none.
	 */
	groups: "replicas" | "store" | null;
	/** How many groups the replicas' members make, where that isn't the study's ⌊n/g⌋ + 1. */
	groupCount?: (placement: { replicas: number; groupSize: number }) => number;
	/** Containers of a replica's Pod that a fault can be aimed at. */
	containers: readonly string[];
	/**
	 * The method's own store outside the replicas: how its Pods are found, and how many there are: of
	 * the real one's, and of what stands in for it (`members`: as many as the configuration says).
	 * Null: none.
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
	/**
	 * `app.kubernetes.io/name` of the method's Pods that tell the observer of events; absent: none
	 * does.
	 */
	tellsObserver?: string;
	/**
	 * Whether each identity has a second Pod that stands by, and a label says which of the two is
	 * active.
	 */
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
