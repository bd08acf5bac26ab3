import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { storePort } from "./store.ts";

/** Where the store says what it is, as the host reaches it. */
export function storeUrl({ spec }: k8s.core.v1.Service): pulumi.Output<string> {
	return pulumi.interpolate`http://${spec.clusterIP}:${storePort}/`;
}
