import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Images } from "../../toolchain/images.ts";

/** A Kubernetes cluster that is up, whichever platform made it. */
export interface Cluster {
	provider: k8s.Provider;
	/** Its deletion takes everything of the stack with it. */
	claim: pulumi.Resource;
	/** The study's only where the stack needs it. */
	images: Images["references"] & Partial<Images<"study">["references"]>;
	/** `address:port` of each kubelet. */
	kubelets: readonly string[];
	/**
	 * Name of the node that what observes the replicas, or keeps their states, is to run on, so that a node's failure takes replicas alone;
	 * undefined where it may run anywhere.
	 */
	apparatusNode?: string;
	/** Names of the nodes that faults may be done to; undefined: none. */
	furtherNodes?: readonly string[];
	/** How programs on the host reach it. */
	access: {
		server: string;
		caFile: string;
		kubeconfig: string;
		/** File that says where faults to the node itself can be ordered; null where nobody does them. */
		faultAgent: string | null;
	};
	/** Control group on this machine that all of its processes are in; undefined where there is none. */
	controlGroup: string | undefined;
	/** Environment that marks a process on the host as the claim's, so that its end finds it. */
	claimEnvironment: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
