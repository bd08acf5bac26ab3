import type { Document } from "./manifest.ts";

const text = { type: "string" };
const endpoint = {
	type: "object",
	properties: {
		portNumber: { type: "integer", minimum: 1, maximum: 65_535 },
		path: text,
		interval: text,
		scrapeTimeout: text,
		honorLabels: { type: "boolean" },
	},
};

/**
 * Definition of a PodMonitor that knows the fields that we write and no others, so that a misspelt
 * one is refused. The real one comes with the operator's chart
 * (https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor).
 */
export const podMonitorDefinition: Document = {
	apiVersion: "apiextensions.k8s.io/v1",
	kind: "CustomResourceDefinition",
	metadata: { name: "podmonitors.monitoring.coreos.com" },
	spec: {
		group: "monitoring.coreos.com",
		scope: "Namespaced",
		names: { kind: "PodMonitor", plural: "podmonitors" },
		versions: [
			{
				name: "v1",
				served: true,
				storage: true,
				schema: {
					openAPIV3Schema: {
						type: "object",
						required: ["spec"],
						properties: {
							spec: {
								type: "object",
								required: ["selector", "podMetricsEndpoints"],
								properties: {
									selector: {
										type: "object",
										properties: {
											matchLabels: {
												type: "object",
												additionalProperties: text,
											},
										},
									},
									podMetricsEndpoints: { type: "array", items: endpoint },
								},
							},
						},
					},
				},
			},
		],
	},
};
