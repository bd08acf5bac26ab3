import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import { storeVersion } from "../../toolchain/versions.ts";
import { createSingleton } from "../kubernetes/singleton.ts";
import { runOf } from "../names.ts";
import type { Method, MethodArgs } from "./method.ts";

const name = "central";
const port = 5984;
const database = "states";
const user = "holdfast";

/** The states lie in a document store outside the application's Pods (Gschnitzer 2022, 4.3). */
export function central({ cluster, settings, namespace }: MethodArgs): Method {
	const options = { provider: cluster.provider };

	// Made once and kept in the stack's state, encrypted: a new one with each update would restart everything.
	const password = new command.local.Command(
		"central-password",
		{
			create: `node -p 'crypto.randomBytes(24).toString("base64url")'`,
			logging: "none",
		},
		{ additionalSecretOutputs: ["stdout"] },
	);
	const credentials = new k8s.core.v1.Secret(
		"central-credentials",
		{
			metadata: { name: "central-credentials", namespace },
			stringData: { user, password: password.stdout },
		},
		options,
	);
	const secret = (key: string) => ({
		secretKeyRef: { name: credentials.metadata.name, key },
	});

	const { deployment } = createSingleton(name, {
		cluster,
		namespace,
		image: cluster.images.store.reference,
		ports: { http: port },
		readinessPath: "/_up",
		requests: { memory: "128Mi", cpu: "50m" },
		container: {
			name: "store",
			env: [
				{ name: "PORT", value: String(port) },
				{ name: "COUCHDB_USER", valueFrom: secret("user") },
				{ name: "COUCHDB_PASSWORD", valueFrom: secret("password") },
			],
		},
		run: runOf(settings, cluster),
	});

	return {
		sidecars: [],
		volumes: [],
		environment: [
			{ name: "CENTRAL_URL", value: `http://${name}:${port}` },
			{ name: "CENTRAL_DATABASE", value: database },
			{ name: "CENTRAL_USER", valueFrom: secret("user") },
			{ name: "CENTRAL_PASSWORD", valueFrom: secret("password") },
		],
		store: {
			name: "PouchDB Server",
			version: storeVersion(),
			standsInFor: {
				name: "CouchDB",
				why: "CouchDB comes as a container image only, and the native platform has no image registry",
			},
		},
		incarnation: deployment.metadata.uid,
	};
}
