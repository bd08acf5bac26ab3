import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import { storeVersion } from "../../toolchain/versions.ts";
import { runAnnotation, runOf } from "../names.ts";
import { restrictedContainer } from "../security.ts";
import type { Method, MethodArgs } from "./index.ts";

const name = "central";
const port = 5984;
const database = "states";
const user = "holdfast";

/** The states lie in a document store outside the application's Pods (Gschnitzer 2022, 4.3). */
export function central({ cluster, settings, namespace }: MethodArgs): Method {
	const options = { provider: cluster.provider };
	const labels = { "app.kubernetes.io/name": name };

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

	const store = new k8s.apps.v1.Deployment(
		"central",
		{
			metadata: {
				name,
				namespace,
				annotations: { [runAnnotation]: runOf(settings, cluster) },
			},
			spec: {
				// In memory, so there can be only one, and nothing to hand over to a second.
				replicas: 1,
				strategy: { type: "Recreate" },
				selector: { matchLabels: labels },
				template: {
					metadata: { labels },
					spec: {
						automountServiceAccountToken: false,
						terminationGracePeriodSeconds: 1,
						containers: [
							{
								name: "store",
								image: cluster.images.store.reference,
								env: [
									{ name: "PORT", value: String(port) },
									{ name: "COUCHDB_USER", valueFrom: secret("user") },
									{ name: "COUCHDB_PASSWORD", valueFrom: secret("password") },
								],
								ports: [{ name: "http", containerPort: port }],
								readinessProbe: {
									httpGet: { path: "/_up", port: "http" },
									periodSeconds: 1,
								},
								resources: { requests: { memory: "128Mi", cpu: "50m" } },
								securityContext: restrictedContainer,
							},
						],
					},
				},
			},
		},
		{
			...options,
			replaceOnChanges: ["metadata.annotations"],
			deleteBeforeReplace: true,
		},
	);
	new k8s.core.v1.Service(
		"central",
		{
			metadata: { name, namespace },
			spec: { selector: labels, ports: [{ name: "http", port }] },
		},
		options,
	);

	return {
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
		incarnation: store.metadata.uid,
	};
}
