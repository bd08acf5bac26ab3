import { hybridName } from "../methods/addresses.ts";
import { storeValues } from "../methods/central/couchdbValues.ts";
import { chartValues } from "../methods/hybrid/chart.ts";
import { sharedNamespaces } from "../names.ts";
import { grafanaValues } from "../observability/grafanaValues.ts";
import { stackReleaseName, stackValues } from "../observability/stackValues.ts";
import { type Chart, charts } from "./catalogue.ts";

const stack = "central-5";
export const namespaces = sharedNamespaces(stack);

/** A release as the program makes it, with one set of values for each choice that a stack has. */
export interface Pass {
	name: string;
	chart: Chart;
	release: string;
	namespace: string;
	values: object;
}

const store = {
	secretName: "central-credentials",
	uuid: "0123456789abcdef0123456789abcdef",
	storageClass: "fast",
};
const prometheus = {
	chart: charts.prometheus,
	release: stackReleaseName(stack),
	namespace: namespaces.observability,
};

export const passes: readonly Pass[] = [
	...(["pods", "volumes"] as const).map((storage) => ({
		name: `CouchDB in ${storage}`,
		chart: charts.couchdb,
		release: "central",
		namespace: namespaces.application,
		values: storeValues({ ...store, storage }),
	})),
	{
		name: "CouchDB of one image",
		chart: charts.couchdb,
		release: "central",
		namespace: namespaces.application,
		values: storeValues({
			...store,
			storage: "pods",
			onlyImage: { repository: "holdfast.local/couchdb", tag: "1.0.0" },
			node: "holdfast",
		}),
	},
	{
		name: "Hazelcast",
		chart: charts.hazelcast,
		release: hybridName,
		namespace: namespaces.application,
		values: chartValues(3),
	},
	{
		name: "Prometheus",
		...prometheus,
		values: stackValues(prometheus.release, namespaces, null),
	},
	{
		name: "Prometheus with Grafana",
		...prometheus,
		values: stackValues(prometheus.release, namespaces, grafanaValues("http://prometheus:9090")),
	},
];
