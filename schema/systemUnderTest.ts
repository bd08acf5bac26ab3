/** What the faults of a protocol meet. */
export interface SystemUnderTest {
	mode: string;
	replicas: number;
	platform: string;
	/** Of the cluster; whole nodes can be taken but the first. */
	nodes: number;
	/** Whether the platform does faults to the node's processes and network. */
	nodeFaults: boolean;
	/** Whether consensus replicas say which Raft groups their members belong to and lead. */
	consensus: boolean;
	/** Whether the store's Pods have such consensus replicas. */
	storeConsensus: boolean;
	/** Whether each identity has two Pods, of which a label says what they are. */
	standbys?: true;
	/** Containers of a replica's Pod. */
	containers: readonly string[];
	/** Pods of the method's own store, outside the replicas. */
	storePods: number;
}
