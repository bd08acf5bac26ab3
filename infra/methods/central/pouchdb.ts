import * as k8s from "@pulumi/kubernetes";
import { storeVersion } from "../../../toolchain/versions.ts";
import { createSingleton } from "../../kubernetes/singleton.ts";
import { runOf } from "../../names.ts";
import { createSecretText } from "../../secrets.ts";
import type { Method, MethodArgs } from "../method.ts";
import { storeEnvironment, storeName, storePort, storeUser } from "./store.ts";
import { storeUrl } from "./storeUrl.ts";

const database = "states";

/**
 * What stands in for CouchDB where that can't be had: its HTTP interface over a database in memory.
 */
export function pouchdb({ cluster, settings, namespace }: MethodArgs): Method {
	const options = { provider: cluster.provider };
	const credentials = new k8s.core.v1.Secret(
		"central-credentials",
		{
			metadata: { name: "central-credentials", namespace },
			stringData: {
				user: storeUser,
				password: createSecretText("central-password"),
			},
		},
		options,
	);
	const secret = (key: string) => ({
		secretKeyRef: { name: credentials.metadata.name, key },
	});

	const { deployment, service } = createSingleton(storeName, {
		cluster,
		namespace,
		image: cluster.images.store.reference,
		ports: { http: storePort },
		readinessPath: "/_up",
		requests: { memory: "128Mi", cpu: "50m" },
		container: {
			name: "store",
			env: [
				{ name: "PORT", value: String(storePort) },
				{ name: "COUCHDB_USER", valueFrom: secret("user") },
				{ name: "COUCHDB_PASSWORD", valueFrom: secret("password") },
				{ name: "COUCHDB_DATABASE", value: database },
			],
		},
		run: runOf(settings, cluster),
	});

	return {
		sidecars: [],
		volumes: [],
		environment: storeEnvironment(database, {
			user: secret("user"),
			password: secret("password"),
		}),
		store: {
			name: "PouchDB Server",
			version: storeVersion(),
			url: storeUrl(service),
			standsInFor: {
				name: "CouchDB",
				why: "CouchDB comes as a container image only, and holdfast:couchdbImage names none",
			},
		},
		incarnation: deployment.metadata.uid,
	};
}
