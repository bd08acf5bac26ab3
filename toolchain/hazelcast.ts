import { join } from "node:path";
import { cacheFolder } from "./cache.ts";

/** The last open-source version with the CP Subsystem. */
export const hazelcastVersion = "5.4.0";
export const hazelcastSha256 = "cbcd4de863ee859dd6094fe01752e1bc9986c5240621443fe6609a5e16903f0d";

/** Where the member's archive is, or will be. */
export function hazelcastJar(): string {
	return join(cacheFolder, "maven", `hazelcast-${hazelcastVersion}.jar`);
}
