import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import type { RunManifest } from "../schema/run.ts";

/** Holds the stand-ins for Pulumi's provider plugins; on PATH only where the engine can't download the real ones. */
export const pluginStandInsFolder = join(
	checkout,
	"toolchain",
	"plugins",
	"bin",
);

/** The provider plugins that the engine takes from PATH and that are stand-ins of ours. */
export function pluginStandIns(path?: string): RunManifest["standIns"] {
	return providersWithStandIn(path).map((provider) => ({
		name: `Holdfast's pulumi-resource-${provider}`,
		standsInFor: `Pulumi's pulumi-resource-${provider}`,
		why: "the engine can't download plugins on this machine",
	}));
}

/** The providers for which the engine finds a stand-in of ours first. */
export function providersWithStandIn(path = process.env.PATH ?? ""): string[] {
	return ["kubernetes", "command"].filter((provider) => {
		const plugin = `pulumi-resource-${provider}`;
		const first = path
			.split(delimiter)
			.find((folder) => existsSync(join(folder, plugin)));
		return first === pluginStandInsFolder;
	});
}
