/** All that is said of a metric of a run, wherever it is shown. */
export type MetricDescription = {
	/** Begins a sentence or a row: `Persist latency, p99`. */
	label: string;
	/** What is shown, and how many of it make one base unit. */
	unit: "ms" | "s" | "MB" | "updates" | "%" | "cores";
	factor: number;
	/** Decimals that a table shows. */
	decimals: number;
	/** What is measured, from when to when. */
	definition: string;
	/** Over what it is taken: one run gives one number. */
	population: string;
	/**
	 * Of two modes, after the name of the first: `is back {} sooner than`. `{}` stands for how many
	 * times. `of`: whether the lower or the higher one is the first.
	 */
	saying: { of: "lower" | "higher"; text: string };
};

const milliseconds = { unit: "ms", factor: 1000, decimals: 1 } as const;
const seconds = { unit: "s", factor: 1, decimals: 2 } as const;
const megabytes = { unit: "MB", factor: 1e-6, decimals: 0 } as const;
const updates = { unit: "updates", factor: 1, decimals: 0 } as const;
const cores = { unit: "cores", factor: 1, decimals: 3 } as const;

const sooner = (text: string) => ({ of: "lower", text }) as const;
const more = (text: string) => ({ of: "higher", text }) as const;

const crash = "from the deletion to the first acknowledged update of the same identity";
const deletedPods = "the run's deleted Pods";
const survivors = "replicas that no fault struck, while others were gone";

function latency(kind: "Persist" | "Retrieve", which: string, saying: string): MetricDescription {
	const of = which === "slowest" ? "the slowest of" : `${which} over`;
	const what = kind === "Persist" ? "of a persist to its acknowledgement" : "of a load of the last state to its answer";
	return {
		label: `${kind} latency, ${which}`,
		...milliseconds,
		definition: `From the actual start ${what}.`,
		population: `${of} all acknowledged operations of all Pods that began after the warm-up and before the planned end, those during faults too`,
		saying: sooner(saying),
	};
}

/**
 * The numbers that stand for a run, in the order of tables: first what a crash costs, then what
 * normal life does. Of all, less is better.
 */
const catalogue = {
	rpoWorst: {
		label: "RPO: acknowledged updates lost, worst Pod",
		...updates,
		definition: "Acknowledged updates that a deleted Pod's successor did not find again.",
		population: `the worst of ${deletedPods}`,
		saying: sooner("loses fewer updates than"),
	},
	rtoMedian: {
		label: "RTO, median over the deleted Pods",
		...seconds,
		definition: `Until a deleted Pod is back: ${crash}.`,
		population: `the median over ${deletedPods}`,
		saying: sooner("is back {} sooner in the median than"),
	},
	rtoSlowest: {
		label: "RTO, slowest deleted Pod",
		...seconds,
		definition: `Until a deleted Pod is back: ${crash}.`,
		population: `the slowest of ${deletedPods}`,
		saying: sooner("is back {} sooner than"),
	},
	missedWorst: {
		label: "Updates missed by the worst survivor",
		...updates,
		definition: "Updates that were due while others were gone, and that no acknowledged update belongs to.",
		population: `the worst of the ${survivors}`,
		saying: sooner("misses fewer updates meanwhile than"),
	},
	missedShare: {
		label: "Updates missed by the survivors, of those due",
		unit: "%",
		factor: 100,
		decimals: 1,
		definition: "The same as a share of all that were due.",
		population: `all ${survivors}`,
		saying: sooner("misses a smaller share of updates than"),
	},
	persistP50: latency("Persist", "p50", "persists {} faster than"),
	persistP95: latency("Persist", "p95", "persists {} faster at p95 than"),
	persistP99: latency("Persist", "p99", "persists {} faster at p99 than"),
	persistMaximum: latency("Persist", "slowest", "has {} faster worst persists than"),
	retrieveP50: latency("Retrieve", "p50", "reads {} faster than"),
	retrieveP95: latency("Retrieve", "p95", "reads {} faster at p95 than"),
	retrieveP99: latency("Retrieve", "p99", "reads {} faster at p99 than"),
	retrieveMaximum: latency("Retrieve", "slowest", "has {} faster worst reads than"),
	startupMean: {
		label: "Startup delay, mean",
		...seconds,
		definition: "From the start of a Pod's first container until the method served its replica.",
		population: "the mean over the first starts of all replicas",
		saying: sooner("starts {} sooner than"),
	},
	startupSlowest: {
		label: "Startup delay, slowest replica",
		...seconds,
		definition: "From the start of a Pod's first container until the method served its replica.",
		population: "the slowest first start",
		saying: sooner("has its last replica up {} sooner than"),
	},
	restartMean: {
		label: "Startup delay of a restart, mean",
		...seconds,
		definition: "The same after a fault, without what Kubernetes needs to make the Pod again.",
		population: "the mean over all restarts",
		saying: sooner("restarts {} sooner than"),
	},
	memoryApp: {
		label: "Memory of the application's container",
		...megabytes,
		definition: "Working set of the application's container.",
		population: "the median over Pods and time, after the warm-up",
		saying: more("takes {} the memory in its application's container of"),
	},
	memoryAdded: {
		label: "Memory added to each Pod",
		...megabytes,
		definition: "Working sets of a Pod's other containers, added up.",
		population: "each the median over Pods and time, after the warm-up",
		saying: more("adds {} the memory to each Pod of"),
	},
	memoryPod: {
		label: "Memory of a Pod",
		...megabytes,
		definition: "Working sets of all containers of a Pod, added up.",
		population: "each the median over Pods and time, after the warm-up",
		saying: more("takes {} the memory in each Pod of"),
	},
	memoryStore: {
		label: "Memory of the store beside the Pods",
		...megabytes,
		definition: "Working sets of the store's containers, added up.",
		population: "each the median over time, after the warm-up",
		saying: more("takes {} the memory for its store of"),
	},
	memoryTotal: {
		label: "Memory of Pods and store together",
		...megabytes,
		definition: "A Pod's memory times the replicas, and the store's.",
		population: "as their parts",
		saying: more("takes {} the memory of"),
	},
	cpuPod: {
		label: "CPU of a Pod",
		...cores,
		definition: "Processor time of a Pod's containers.",
		population: "the mean over Pods and time, after the warm-up",
		saying: more("takes {} the processor time in each Pod of"),
	},
	cpuStore: {
		label: "CPU of the store beside the Pods",
		...cores,
		definition: "Processor time of the store's containers.",
		population: "the mean over time, after the warm-up",
		saying: more("takes {} the processor time for its store of"),
	},
	cpuTotal: {
		label: "CPU of Pods and store together",
		...cores,
		definition: "Processor time of all Pods and of the store.",
		population: "the mean over time, after the warm-up",
		saying: more("takes {} the processor time of"),
	},
} satisfies Record<string, MetricDescription>;

export type MetricName = keyof typeof catalogue;

export const metrics: Readonly<Record<MetricName, MetricDescription>> = catalogue;

/** Names in the order of tables. */
export const metricNames = Object.keys(metrics) as MetricName[];

/** The metrics that summaries tell of, in their order; tables have all of them. */
export const headlines: readonly MetricName[] = [
	"rtoSlowest",
	"missedWorst",
	"persistP50",
	"persistP99",
	"retrieveP50",
	"startupMean",
	"memoryTotal",
	"cpuTotal",
];
