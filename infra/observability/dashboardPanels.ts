/** What one figure of the dashboard shows. */
export interface Panel {
	title: string;
	/** What it means, where the title doesn't say all. */
	description?: string;
	/** Grafana's name of the unit. */
	unit: "s" | "bytes" | "none" | "short" | "cores";
	/** Lines over time, or the number of this moment. */
	form: "lines" | "number";
	/** PromQL, with Grafana's `$__rate_interval`, and how each series is called. */
	queries: readonly { promql: string; legend: string }[];
}

/** Window of a rate: Grafana puts in what fits its step and the interval of scrapes. */
const window = "$__rate_interval";

/**
 * What the kubelets tell of the laboratory's containers, but for those that only watch or load it.
 */
const containers = `{namespace=~"holdfast.*",namespace!~".*-(observability|load)",container!=""}`;

/** Of every mode. */
export const commonPanels: readonly Panel[] = [
	{
		title: "Replicas that answer",
		unit: "none",
		form: "number",
		queries: [{ promql: 'sum(up{container="app"})', legend: "answering" }],
	},
	{
		title: "Replicas that are ready",
		description:
			"Ready is a replica that has had an update acknowledged; it stays so for as long as its process lives.",
		unit: "none",
		form: "number",
		queries: [{ promql: "count(holdfast_startup_duration_seconds)", legend: "ready" }],
	},
	{
		title: "Steps missed",
		description: "Since the replicas' processes started.",
		unit: "none",
		form: "number",
		queries: [{ promql: "sum(holdfast_missed_intervals_total)", legend: "missed" }],
	},
	{
		title: "Startup delay, slowest replica",
		unit: "s",
		form: "number",
		queries: [{ promql: "max(holdfast_startup_duration_seconds)", legend: "slowest" }],
	},
	{
		title: "State index",
		description: "Each line rises by one a step. A flat one persists nothing; one that falls has lost updates.",
		unit: "none",
		form: "lines",
		queries: [{ promql: "max by (pod) (holdfast_state_index)", legend: "{{pod}}" }],
	},
	{
		title: "Readiness",
		unit: "none",
		form: "lines",
		queries: [
			{ promql: 'sum(up{container="app"})', legend: "answering" },
			{ promql: "count(holdfast_startup_duration_seconds)", legend: "ready" },
		],
	},
	{
		title: "Persist latency",
		description: "Of acknowledged updates, from buckets: the report has exact ones, from the history.",
		unit: "s",
		form: "lines",
		queries: quantilesOf("holdfast_persist_duration_seconds"),
	},
	{
		title: "Retrieve latency",
		description: "Of answered loads, from buckets.",
		unit: "s",
		form: "lines",
		queries: quantilesOf("holdfast_retrieve_duration_seconds"),
	},
	{
		title: "Steps missed, each replica",
		unit: "short",
		form: "lines",
		queries: [
			{
				promql: `sum by (pod) (increase(holdfast_missed_intervals_total[${window}]))`,
				legend: "{{pod}}",
			},
		],
	},
	{
		title: "Operations that weren't acknowledged",
		description: "A second.",
		unit: "short",
		form: "lines",
		queries: [
			{
				promql: `sum by (kind, outcome) (rate(holdfast_operations_total{outcome!="ok"}[${window}]))`,
				legend: "{{kind}} {{outcome}}",
			},
		],
	},
	{
		title: "Memory, by container",
		description: "Working sets, summed over the Pods.",
		unit: "bytes",
		form: "lines",
		queries: [
			{
				promql: `sum by (container) (container_memory_working_set_bytes${containers})`,
				legend: "{{container}}",
			},
		],
	},
	{
		title: "CPU, by container",
		description: "Summed over the Pods.",
		unit: "cores",
		form: "lines",
		queries: [
			{
				promql: `sum by (container) (rate(container_cpu_usage_seconds_total${containers}[${window}]))`,
				legend: "{{container}}",
			},
		],
	},
];

/** Of modes whose consensus replicas tell of their Raft groups. */
export const groupPanels: readonly Panel[] = [
	{
		title: "Leader changes, each Raft group",
		description: "As the member sees them that saw most.",
		unit: "short",
		form: "lines",
		queries: [
			{
				promql: `max by (group) (increase(holdfast_cp_leader_changes_total[${window}]))`,
				legend: "{{group}}",
			},
		],
	},
	{
		title: "Raft groups without a majority",
		unit: "none",
		form: "lines",
		queries: [
			{
				promql: "sum(max by (group) (holdfast_cp_majority_lost))",
				legend: "without",
			},
		],
	},
	{
		title: "Members of the CP Subsystem",
		unit: "none",
		form: "lines",
		queries: [
			{ promql: "min(holdfast_cp_members)", legend: "with a seat" },
			{ promql: "min(holdfast_cp_live_members)", legend: "alive" },
		],
	},
	{
		title: "Seats given back to members",
		description: "Actions within the last window.",
		unit: "short",
		form: "lines",
		queries: [
			{
				promql: `sum by (action, outcome) (increase(holdfast_heal_actions_total[${window}]))`,
				legend: "{{action}} {{outcome}}",
			},
		],
	},
];

function quantilesOf(histogram: string): Panel["queries"] {
	return [0.5, 0.95, 0.99].map((quantile) => ({
		promql: `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket[${window}])))`,
		legend: `p${quantile * 100}`,
	}));
}
