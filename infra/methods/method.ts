import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import type { Settings } from "../config.ts";

/** What a fault-tolerance method brings into the laboratory. */
export interface Method {
	/** What the application is told beside its common settings. */
	environment: k8s.types.input.core.v1.EnvVar[];
	/** The store that holds the states: for the run's manifest. */
	store: Store;
	/** Changes whenever the states start from nothing; the value of a label. */
	incarnation: pulumi.Output<string>;
}

export interface Store {
	name: string;
	version: string;
	/** Why something else than the real thing runs; null when it is the real thing. */
	standsInFor: { name: string; why: string } | null;
}

/** What a method has to work with. */
export interface MethodArgs {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
}
