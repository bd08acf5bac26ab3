import type { BaseName } from "../imageBases.ts";
import type { ImageName } from "../images.ts";

/** What an image stands on, or null. */
export function imageBase(name: ImageName): BaseName | null {
	if (name === "pause" || name === "etcd") return null;
	return name === "hazelcast" ? "java" : "base";
}
