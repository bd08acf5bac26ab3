import type { Settings } from "../config.ts";
import type { Cluster } from "./cluster.ts";
import { createK3sCluster, createKubeconfigCluster } from "./existing.ts";
import { createKindCluster } from "./kind.ts";
import { createNativeCluster } from "./native.ts";

/** Brings up the cluster of the platform that the stack has. */
export function createCluster(settings: Settings): Cluster {
	switch (settings.platform) {
		case "native":
			return createNativeCluster(settings);
		case "kind":
			return createKindCluster(settings);
		case "k3s":
			return createK3sCluster(settings);
		case "kubeconfig":
			return createKubeconfigCluster(settings);
	}
}
