import { expect, test } from "vitest";
import { sharedNamespaces } from "../names.ts";
import { grafanaValues } from "./grafanaValues.ts";
import { stackReleaseName, stackValues } from "./stackValues.ts";

const values = stackValues(stackReleaseName("central-5"), sharedNamespaces("central-5"), null);

test("only the operator, Prometheus, the kubelets and kube-state-metrics are there", () => {
	const off = Object.entries(values)
		.filter(([, value]) => typeof value === "object" && "enabled" in value && !value.enabled)
		.map(([name]) => name);
	expect(off).toEqual([
		"alertmanager",
		"grafana",
		"nodeExporter",
		"kubeApiServer",
		"kubeControllerManager",
		"kubeScheduler",
		"kubeEtcd",
		"kubeProxy",
		"coreDns",
	]);
	expect(values.defaultRules.create).toBe(false);
	expect(values.kubelet.enabled && values.kubeStateMetrics.enabled).toBe(true);
});

test("PodMonitors are seen without the release's label, in the stack's own namespace only", () => {
	const { prometheusSpec } = values.prometheus;
	expect(prometheusSpec.podMonitorSelectorNilUsesHelmValues).toBe(false);
	expect(prometheusSpec.podMonitorNamespaceSelector.matchLabels).toEqual({
		"kubernetes.io/metadata.name": "holdfast-central-5",
	});
	expect(values.prometheusOperator.namespaces.additional).toEqual(["holdfast-central-5"]);
});

test("what the operator makes for the kubelets is in the stack's own namespace, where it is looked for, and goes with that", () => {
	const own = "holdfast-central-5-observability";
	expect(values.prometheusOperator.kubeletService.namespace).toBe(own);
	expect(values.kubelet.namespace).toBe(own);
	expect(JSON.stringify(values)).not.toContain("kube-system");
});

test("kube-state-metrics may read Pods of the stack's own namespace, and no Secret of the cluster", () => {
	expect(values["kube-state-metrics"]).toEqual({
		namespaces: "holdfast-central-5",
		collectors: ["pods", "statefulsets"],
		rbac: { useClusterRole: false },
	});
});

test("Grafana lets nobody in without the password, and reads nothing of the cluster", () => {
	const grafana = grafanaValues("http://prometheus:9090");
	const { grafana: passed } = stackValues("holdfast-central-5", sharedNamespaces("central-5"), grafana);
	expect(passed).toBe(grafana);
	expect(grafana).toMatchObject({
		admin: { existingSecret: "grafana-admin" },
		"grafana.ini": { "auth.anonymous": { enabled: false } },
		rbac: { create: false },
		automountServiceAccountToken: false,
		sidecar: {
			dashboards: { enabled: false },
			datasources: { enabled: false },
		},
	});
	expect(JSON.stringify(grafana)).not.toMatch(/adminPassword|admin-password":/);
});

test("the longest stack's name fits where the chart cuts names off", () => {
	expect(stackReleaseName("decentral-100")).toBe("holdfast-decentral-100");
});
