import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Images } from "../../toolchain/images.ts";
import type { Namespaces } from "../names.ts";

/** A Kubernetes cluster that is up, whichever platform made it. */
export interface Cluster {
	provider: k8s.Provider;
	/**
	 * Its deletion takes everything of the stack with it; undefined for a cluster that outlives the
	 * stack.
	 */
	lease: pulumi.Resource | undefined;
	namespaces: Namespaces;
	/** The study's only where the stack needs it. */
	images: Images["references"] & Partial<Images<"study">["references"]>;
	/**
	 * CouchDB's image, as CouchDB's chart is told of it, on a cluster that can pull nothing else;
	 * absent: none.
	 */
	couchdbImage?: pulumi.Output<{ repository: string; tag: string }>;
	/**
	 * Whether it can pull what Helm charts ask for; without, what the machine itself has stands in.
	 */
	hasCharts: boolean;
	/** `address:port` of each kubelet; empty where the charts find them. */
	kubelets: readonly string[];
	/**
	 * Name of the node that what observes the replicas, or keeps their states in one place, is to run
	 * on, so that a node's failure takes replicas alone; undefined where it may run anywhere.
	 */
	apparatusNode?: string;
	/** Names of the nodes that faults may be done to; undefined: none. */
	furtherNodes?: readonly string[];
	/** Range of all Pods' addresses; undefined where it isn't known. */
	podNetwork?: string;
	access: pulumi.Input<ClusterAccess>;
	/**
	 * Control group on this machine that all of its processes are in; undefined where there is none.
	 */
	controlGroup: string | undefined;
	/**
	 * Environment of the programs on the host: marks them as the lease's, and says where the
	 * laboratory describes itself.
	 */
	leaseEnvironment: pulumi.Input<Record<string, pulumi.Input<string>>>;
	/** Component → version, for the run's manifest. */
	versions: pulumi.Input<Record<string, string>>;
}

/** How programs on the host reach a cluster. */
export interface ClusterAccess {
	server: string;
	caFile: string;
	kubeconfig: string;
	/** Of the kubeconfig; absent: the current one. */
	context?: string;
	/** File that says where faults to the node itself can be ordered; null where nobody does them. */
	faultAgent: string | null;
}
