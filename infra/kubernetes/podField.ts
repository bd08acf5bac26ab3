import type * as k8s from "@pulumi/kubernetes";

/**
 * A field of a Pod, as the value of an environment variable. The API's version is what the server
 * fills in. Left out, whoever applies the object anew (after a kill) is refused: the server's field
 * is not the applied one, and it belongs to whoever applied first.
 */
export function podField(fieldPath: string): k8s.types.input.core.v1.EnvVarSource {
	return { fieldRef: { apiVersion: "v1", fieldPath } };
}
