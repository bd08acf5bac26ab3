import type { NodeOrder } from "./nodeOrder.ts";
import type { ClusterNode } from "./nodes.ts";
import type { Supervisor } from "./supervisor.ts";

/** A node whose file systems are there and whose containerd runs. */
export interface PreparedNode {
	node: ClusterNode;
	order: NodeOrder;
	supervisor: Supervisor;
	/** Linked, with its addresses and routes. */
	network: Promise<void>;
	/** The images are loaded. */
	images: Promise<void>;
}
