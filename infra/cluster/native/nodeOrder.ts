import type { Binaries } from "./components.ts";

/** What `up.ts` wants of a node. */
export interface NodeOrder {
	/** Which one of how many. */
	index: number;
	nodes: number;
	binaries: Binaries & { ctr: string };
	sandboxImage: string;
	/** OCI archives of the images to load. */
	archives: readonly string[];
}

export type NodeReport =
	| {
			/** Names this incarnation of the cluster, or of a further node. */
			instance: string;
			/** From the start of this program to the Ready node. */
			secondsToReady: number;
	  }
	| { failure: string };
