import type { Settings } from "../config.ts";
import type { Cluster } from "./cluster.ts";
import { createNativeCluster } from "./native.ts";

/** Brings up the cluster of the platform that the stack names. */
export function createCluster(settings: Settings): Cluster {
	switch (settings.platform) {
		case "native":
			return createNativeCluster(settings);
	}
}
