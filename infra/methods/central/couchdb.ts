import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartArgs } from "../../charts/args.ts";
import { skipAwait } from "../../kubernetes/skipAwait.ts";
import { createSecretText } from "../../secrets.ts";
import { incarnationOfRun } from "../incarnation.ts";
import type { Method, MethodArgs } from "../method.ts";
import { chartStore } from "./chartStore.ts";
import { storeNodes, storePodLabels, storeValues } from "./couchdbValues.ts";
import { createDatabase } from "./databaseJob.ts";
import { storeEnvironment, storeName, storePort, storeUser } from "./store.ts";
import { storeUrl } from "./storeUrl.ts";

const releaseSeconds = 600;

/** The study's store: CouchDB's own chart, three database replicas. */
export function couchdb(args: MethodArgs): Method {
	const { cluster, settings, namespace } = args;
	const options = { provider: cluster.provider };
	const credentials = new k8s.core.v1.Secret(
		"central-credentials",
		{
			metadata: { name: "central-credentials", namespace },
			stringData: {
				adminUsername: storeUser,
				adminPassword: createSecretText("central-password"),
				cookieAuthSecret: createSecretText("central-cookie"),
				// A leading "-" would be taken for a flag of the Erlang VM.
				erlangCookie: createSecretText("central-erlang-cookie", {
					encoding: "hex",
				}),
			},
		},
		options,
	);
	const secretName = credentials.metadata.name;
	const release = new k8s.helm.v3.Release(
		"central",
		{
			...chartArgs("couchdb", settings.charts.couchdb),
			name: storeName,
			namespace,
			timeout: releaseSeconds,
			values: storeValues<pulumi.Input<string>>({
				...settings,
				secretName,
				...(cluster.couchdbImage && {
					onlyImage: {
						repository: cluster.couchdbImage.repository,
						tag: cluster.couchdbImage.tag,
					},
				}),
				...(cluster.apparatusNode && { node: cluster.apparatusNode }),
				// Of the whole cluster: replication goes on where it was.
				uuid: createSecretText("central-uuid", { bytes: 16, encoding: "hex" }),
			}),
		},
		options,
	);
	// The chart calls its own Service otherwise; the application knows one name, whatever the
	// platform.
	const service = new k8s.core.v1.Service(
		storeName,
		{
			metadata: { name: storeName, namespace, annotations: skipAwait },
			spec: {
				selector: storePodLabels,
				ports: [{ name: "http", port: storePort }],
			},
		},
		{ ...options, dependsOn: release },
	);
	const incarnation = incarnationOfRun(args);
	const secret = (key: string) => ({ secretKeyRef: { name: secretName, key } });
	const administrator = {
		user: secret("adminUsername"),
		password: secret("adminPassword"),
	};
	// The store outlives a run; a database of its own lets the states start from nothing.
	const database = incarnation.apply((run) => `states-${run}`);
	const made = createDatabase(args, {
		database,
		nodes: storeNodes,
		// With no image but CouchDB's, the chart's own Job has none to run in.
		finish: cluster.couchdbImage !== undefined,
		credentials: administrator,
		dependsOn: [release, service],
	});
	return {
		sidecars: [],
		volumes: [],
		environment: storeEnvironment(database, administrator),
		store: {
			...chartStore(settings.charts.couchdb),
			url: storeUrl(service),
		},
		// The application must not come up before its store, nor before its database.
		incarnation: pulumi.all([incarnation, release.status, made.status]).apply(([run]) => run),
	};
}
