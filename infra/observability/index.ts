import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import type { Settings } from "../config.ts";
import type { Grafana } from "./grafana.ts";
import { createObserver } from "./observer.ts";
import { createPrometheus } from "./prometheus.ts";
import { createPrometheusStack } from "./stack.ts";

/** What watches the application, from outside its Pods. */
export interface Observability {
	/** `host:port` that the replicas send their history to. */
	recorder: string;
	/** Base URL, in the cluster, of where others send events. */
	events: string;
	/** The observer's HTTP interface, as the host reaches it. */
	observerUrl: pulumi.Output<string>;
	/** Prometheus, as the host reaches it. */
	prometheusUrl: pulumi.Output<string>;
	/** Null: the stack has none. */
	grafana: Grafana | null;
}

export function createObservability(args: {
	cluster: Cluster;
	settings: Settings;
	applicationNamespace: pulumi.Output<string>;
	namespace: pulumi.Output<string>;
}): Observability {
	const prometheus = args.cluster.hasCharts
		? createPrometheusStack(args)
		: { ...createPrometheus(args), grafana: null };
	return { ...createObserver(args), ...prometheus };
}
