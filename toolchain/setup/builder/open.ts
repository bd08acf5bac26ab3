import type { BuilderName } from "../../imageBuilder.ts";
import type { Builder } from "./builder.ts";
import { containersBuilder } from "./containers.ts";
import { dockerBuilder } from "./docker.ts";

/** @param folder where it may write, and what is gone once it is closed */
export function openBuilder(name: BuilderName, folder: string): Builder {
	return name === "docker" ? dockerBuilder(folder) : containersBuilder(name, folder);
}
