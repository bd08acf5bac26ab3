import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import type { Settings } from "../settings.ts";
import type { Observability } from "./observability.ts";
import { createObserver } from "./observer.ts";
import { createPrometheus } from "./prometheus.ts";
import { createPrometheusStack } from "./stack.ts";

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
