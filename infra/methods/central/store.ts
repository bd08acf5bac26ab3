/** What the central store and its stand-in have in common. */
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Name of the Service, and of the Pods' label. */
export const storeName = "central";
export const storePort = 5984;
export const storeUser = "holdfast";

/** What the application is told of its store. */
export function storeEnvironment(
	database: pulumi.Input<string>,
	credentials: { user: SecretKey; password: SecretKey },
): k8s.types.input.core.v1.EnvVar[] {
	return [
		{ name: "CENTRAL_URL", value: `http://${storeName}:${storePort}` },
		{ name: "CENTRAL_DATABASE", value: database },
		{ name: "CENTRAL_USER", valueFrom: credentials.user },
		{ name: "CENTRAL_PASSWORD", valueFrom: credentials.password },
	];
}

type SecretKey = k8s.types.input.core.v1.EnvVarSource;
