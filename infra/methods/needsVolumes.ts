import type { Settings } from "../settings.ts";
import { traitsOf } from "./traits.ts";

/**
 * Whether a stack's replicas, or its method's members, keep something on volumes that the cluster
 * has to provide.
 */
export function needsVolumes({ mode, durability }: Pick<Settings, "mode" | "durability">): boolean {
	const { volumes, durable } = traitsOf(mode);
	return volumes === true || (durable && durability === "volume");
}
