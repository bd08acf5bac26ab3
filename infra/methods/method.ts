import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import type { Settings } from "../config.ts";
import type { Observability } from "../observability/index.ts";

/** What a fault-tolerance method brings into the laboratory. */
export interface Method {
	/** The mode that the application runs in, where that isn't the stack's. */
	applicationMode?: string;
	/** What the application is told beside its common settings. */
	environment: k8s.types.input.core.v1.EnvVar[];
	/** What it puts into each replica's Pod, beside the application: started before it, ended after it. */
	sidecars: k8s.types.input.core.v1.Container[];
	volumes: k8s.types.input.core.v1.Volume[];
	/** Volumes of its own for each replica's Pod, which outlive it and go with the stack, or with the run. */
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
	version: string;
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
