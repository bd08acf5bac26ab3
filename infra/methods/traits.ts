/** What can be said of a method before anything is deployed. */
export interface Traits {
	/** Containers beside the application that serve metrics: name → port. */
	scraped: Readonly<Record<string, number>>;
	/** Ports of a replica's Pod that only other replicas may reach. */
	closedPorts: readonly number[];
	/** Whether states lie in Raft groups. */
	groups: boolean;
	/** Containers of a replica's Pod that a fault can be aimed at. */
	containers: readonly string[];
	/**
	 * The method's own store outside the replicas: how its Pods are found, and how many there are: of the chart's, and of what
	 * stands in for it. Null: none.
	 */
	store: { selector: string; pods: number; standInPods: number } | null;
}

/** Where a consensus replica serves peers, probes and metrics. */
export const consensusPeerPort = 32_201;

/** Where a member of the CP Subsystem talks to the others. */
export const memberPort = 5701;

/** The fault-tolerance methods: what a stack's name may begin with. */
export const methods: Readonly<Record<string, Traits>> = {
	central: {
		scraped: {},
		closedPorts: [],
		groups: false,
		containers: ["app"],
		store: {
			selector: "app.kubernetes.io/name=central",
			pods: 3,
			standInPods: 1,
		},
	},
	decentral: {
		scraped: { consensus: consensusPeerPort },
		closedPorts: [memberPort],
		groups: true,
		containers: ["app", "consensus", "hazelcast"],
		store: null,
	},
	// What "decentral" is measured against; its image is built only when asked for.
	study: {
		scraped: {},
		closedPorts: [],
		groups: true,
		containers: ["app", "consensus"],
		store: null,
	},
};

export const methodNames: readonly string[] = Object.keys(methods);

/** @throws Error for a mode that is no method: readSettings has refused it */
export function traitsOf(mode: string): Traits {
	const traits = methods[mode];
	if (!traits) throw new Error(`No method is called "${mode}".`);
	return traits;
}
