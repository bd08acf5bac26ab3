import type { Settings } from "../settings.ts";
import type { Cluster } from "./cluster.ts";
import { createK3sCluster, createKubeconfigCluster } from "./existing.ts";
import { createKindCluster } from "./kind.ts";
import { createNativeCluster } from "./native.ts";
import type { Parts } from "./parts.ts";

/** Brings up the cluster of the platform that the stack has. */
export function createCluster(settings: Settings, parts: Parts): Cluster {
	switch (settings.platform) {
		case "native":
			return createNativeCluster(settings, parts);
		case "kind":
			return createKindCluster(settings, parts);
		case "k3s":
			return createK3sCluster(settings, parts);
		case "kubeconfig":
			return createKubeconfigCluster(settings, parts);
	}
}
