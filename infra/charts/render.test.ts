/**
 * The charts themselves, rendered by helm with the values that we pass. It needs what no package
 * registry has, so it is skipped unless a folder with the charts' own folders is named, and helm is
 * on PATH:
 *
 *     helm pull couchdb --version 4.6.2 --repo https://apache.github.io/couchdb-helm --untar --untardir /tmp/charts
 *     helm pull kube-prometheus-stack --version 88.5.3 --repo https://prometheus-community.github.io/helm-charts --untar --untardir /tmp/charts
 *     HOLDFAST_CHARTS=/tmp/charts npx vitest run --project unit infra/charts/render.test.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { handedOn } from "../cluster/existing/rights.ts";
import { storePodLabels } from "../methods/central/couchdbValues.ts";
import { dashboardsName, grafanaPodLabels, grafanaPort } from "../observability/grafanaValues.ts";
import { prometheusPodLabels } from "../observability/stackValues.ts";
import { charts } from "./catalogue.ts";
import { namespaces, type Pass, passes } from "./examplePasses.ts";
import { knownFile } from "./known.ts";
import { written } from "./knownKeys.ts";
import { knownIn } from "./knownValues.ts";
import { chartStandIns, isUpstreams } from "./local.ts";

const folder = process.env.HOLDFAST_CHARTS;
const why = folder ? "" : " (skipped: HOLDFAST_CHARTS names no folder of charts)";

interface Rendered {
	kind: string;
	metadata: {
		name: string;
		namespace?: string;
		annotations?: Record<string, string>;
	};
	// biome-ignore lint/suspicious/noExplicitAny: of any kind
	spec?: any;
	rules?: { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
	data?: Record<string, string>;
}

function rendered({ chart, release, namespace, values }: Pass): Rendered[] {
	const text = execFileSync(
		"helm",
		[
			"template",
			release,
			join(folder ?? "", chart.name),
			"--namespace",
			namespace,
			"--kube-version",
			"1.37.2",
			"--values",
			"-",
		],
		{ input: JSON.stringify(values), encoding: "utf8", maxBuffer: 1 << 26 },
	);
	return parseAllDocuments(text)
		.map((document) => document.toJS() as Rendered | null)
		.filter((object) => object !== null);
}

const podsOf = (objects: readonly Rendered[]) =>
	objects.flatMap((object) => (object.spec?.template?.spec ? [{ ...object, pod: object.spec.template }] : []));
const containersOf = (pod: { spec: { initContainers?: unknown[]; containers: unknown[] } }) =>
	[...(pod.spec.initContainers ?? []), ...pod.spec.containers] as {
		name: string;
		image: string;
		securityContext?: Record<string, unknown>;
	}[];
const one = (name: string) => {
	const pass = passes.find((each) => each.name === name);
	if (!pass) throw new Error(`Nothing passes "${name}".`);
	return rendered(pass);
};

describe.skipIf(!folder)(`the charts${why}`, { timeout: 60_000 }, () => {
	test.each(passes)("$name: each Pod is of the restricted profile, and each image has a version", (pass) => {
		const pods = podsOf(rendered(pass));
		expect(pods).not.toEqual([]);
		for (const { metadata, pod } of pods) {
			const whole = pod.spec.securityContext ?? {};
			for (const { name, image, securityContext = {} } of containersOf(pod)) {
				const where = `${metadata.name} ${name}`;
				expect({ ...whole, ...securityContext }, where).toMatchObject({
					runAsNonRoot: true,
					seccompProfile: { type: "RuntimeDefault" },
					allowPrivilegeEscalation: false,
					capabilities: { drop: ["ALL"] },
				});
				expect(image, where).toMatch(/:v?\d+\.\d+\.\d+/);
			}
		}
	});

	test.each(passes)("$name: what the chart knows is written down as it is", ({ chart }) => {
		expect(readFileSync(knownFile(chart), "utf8"), "Run: node infra/charts/knownKeys.ts").toBe(
			knownIn(written(join(folder ?? "", chart.name))),
		);
	});

	test.each(["couchdb", "prometheus"] as const)(
		"%s: a copy, also one that helm packed, is the upstream's by its contents",
		(name) => {
			const source = join(folder ?? "", charts[name].name);
			expect(chartStandIns([name], { [name]: source })).toEqual([]);
			const place = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
			execFileSync("helm", ["package", source, "--destination", place]);
			const [archive = ""] = readdirSync(place);
			expect(isUpstreams(name, join(place, archive))).toBe(true);
			rmSync(place, { recursive: true });
		},
	);

	test("the Service that we make finds CouchDB's three Pods, and only those", () => {
		const pods = podsOf(one("CouchDB in pods"));
		const found = pods.filter(({ pod }) => contains(pod.metadata.labels, storePodLabels));
		expect(found).toMatchObject([{ kind: "StatefulSet", spec: { replicas: 3 } }]);
		expect(found[0]?.pod.spec.containers[0].ports).toContainEqual({
			name: "couchdb",
			containerPort: 5984,
		});
	});

	test("CouchDB's Pods are finished to a cluster by one Job after they were installed, with our Secret", () => {
		const objects = one("CouchDB in pods");
		const jobs = objects.filter(({ metadata }) => metadata.annotations?.["helm.sh/hook"]);
		expect(jobs).toMatchObject([
			{
				kind: "Job",
				metadata: { annotations: { "helm.sh/hook": "post-install" } },
			},
		]);
		expect(objects.map(({ kind }) => kind)).not.toContain("Secret");
		expect(JSON.stringify(podsOf(objects))).not.toContain('"secretKeyRef":{"name":"central-couchdb"');
	});

	test("CouchDB's budget selects its three Pods, and the setting-up makes no database", () => {
		const objects = one("CouchDB in pods");
		const budget = objects.find(({ kind }) => kind === "PodDisruptionBudget");
		expect(budget?.spec.maxUnavailable).toBe(1);
		const selected = podsOf(objects).filter(({ pod }) =>
			contains(pod.metadata.labels, budget?.spec.selector.matchLabels),
		);
		expect(selected).toMatchObject([{ kind: "StatefulSet", spec: { replicas: 3 } }]);
		const job = podsOf(objects).find(({ kind }) => kind === "Job");
		expect(job?.pod.spec.containers[0].env[0]).toEqual({
			name: "DEFAULT_DBS",
			value: null,
		});
	});

	test("CouchDB's data lie on claims that go with the StatefulSet, where volumes are wanted", () => {
		const sets = one("CouchDB in volumes").filter(({ kind }) => kind === "StatefulSet");
		expect(sets).toMatchObject([
			{
				spec: {
					persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" },
					volumeClaimTemplates: [{ spec: { storageClassName: "fast" } }],
				},
			},
		]);
	});

	test("Prometheus sees our PodMonitor and the kubelets' resources every five seconds", () => {
		const objects = one("Prometheus");
		const [prometheus] = objects.filter(({ kind }) => kind === "Prometheus");
		expect(prometheus?.spec).toMatchObject({
			podMonitorSelector: {},
			podMonitorNamespaceSelector: {
				matchLabels: { "kubernetes.io/metadata.name": namespaces.application },
			},
			securityContext: {
				runAsNonRoot: true,
				seccompProfile: { type: "RuntimeDefault" },
			},
		});
		const monitors = objects.filter(({ kind }) => kind === "ServiceMonitor");
		expect(monitors.map(({ metadata }) => metadata.name)).toEqual([
			"holdfast-central-5-kube-state-metrics",
			"holdfast-central-5-kubelet",
		]);
		expect(monitors[1]?.spec.endpoints).toMatchObject([
			{ path: "/metrics/resource", interval: "5s", honorLabels: true },
		]);
		expect(monitors[1]?.spec.namespaceSelector).toEqual({
			matchNames: [namespaces.observability],
		});
		// The chart's own Service selects as ours does.
		const services = objects.filter(({ kind }) => kind === "Service");
		expect(services.map(({ spec }) => spec.selector)).toContainEqual(prometheusPodLabels("holdfast-central-5"));
	});

	test("the operator tends our Prometheus, and another operator doesn't", () => {
		const objects = one("Prometheus");
		const prometheus = objects.find(({ kind }) => kind === "Prometheus");
		const id = prometheus?.metadata.annotations?.["operator.prometheus.io/controller-id"];
		const [operator] = podsOf(objects).filter(({ metadata }) => metadata.name.endsWith("-operator"));
		expect(id).toBe("holdfast-central-5");
		expect(operator?.pod.spec.containers[0].args).toEqual(
			expect.arrayContaining([
				`--controller-id=${id}`,
				"--namespaces=holdfast-central-5-observability,holdfast-central-5",
				"--kubelet-service=holdfast-central-5-observability/holdfast-central-5-kubelet",
			]),
		);
	});

	test("there are no admission Jobs, and nobody but the operator may read the cluster's Secrets", () => {
		const objects = one("Prometheus with Grafana");
		expect(objects.map(({ kind }) => kind).filter((kind) => /Job|Webhook/.test(kind))).toEqual([]);
		const readers = objects.filter(
			({ kind, rules }) => kind === "ClusterRole" && rules?.some(({ resources }) => resources?.includes("secrets")),
		);
		expect(readers.map(({ metadata }) => metadata.name)).toEqual(["holdfast-central-5-operator"]);
	});

	test("the rights that are asked for up front are such that the chart hands on", () => {
		const rules = one("Prometheus with Grafana").flatMap(({ kind, rules }) =>
			kind === "ClusterRole" && rules ? rules : [],
		);
		for (const { verb, group, resource } of handedOn) {
			expect(
				rules.some(
					(rule) => rule.apiGroups?.includes(group) && rule.resources?.includes(resource) && rule.verbs.includes(verb),
				),
				`${verb} ${resource}`,
			).toBe(true);
		}
	});

	test("Grafana has our dashboard and its password from our Secret, and our Service finds it", () => {
		const objects = one("Prometheus with Grafana");
		const [grafana, ...more] = podsOf(objects).filter(({ pod }) =>
			contains(pod.metadata.labels, grafanaPodLabels("holdfast-central-5")),
		);
		expect(more).toEqual([]);
		const [container] = grafana?.pod.spec.containers ?? [];
		expect(container.ports.map(({ containerPort }: { containerPort: number }) => containerPort)).toContain(grafanaPort);
		expect(grafana?.pod.spec.volumes).toContainEqual({
			name: "dashboards-holdfast",
			configMap: { name: dashboardsName },
		});
		expect(container.env).toContainEqual({
			name: "GF_SECURITY_ADMIN_PASSWORD",
			valueFrom: {
				secretKeyRef: { name: "grafana-admin", key: "admin-password" },
			},
		});
		expect(objects.find(({ data }) => data?.["grafana.ini"])?.data?.["grafana.ini"]).toContain(
			"[auth.anonymous]\nenabled = false",
		);
	});
});

function contains(labels: Record<string, string>, wanted: Record<string, string>): boolean {
	return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
