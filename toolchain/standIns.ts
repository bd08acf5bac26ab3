import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import type { RunManifest } from "../schema/run.ts";

/**
 * Holds the stand-in for Pulumi's command plugin; on PATH only where the engine can't download the
 * real one.
 */
export const pluginStandInsFolder = join(checkout, "toolchain", "plugins", "bin");

const plugin = "pulumi-resource-command";

/**
 * The provider plugin that the engine takes from PATH and that is a stand-in of ours, where it is.
 *
 * @param path folders, as in PATH
 */
export function pluginStandIns(path = process.env.PATH ?? ""): RunManifest["standIns"] {
	const first = path.split(delimiter).find((folder) => existsSync(join(folder, plugin)));
	if (first !== pluginStandInsFolder) return [];
	return [
		{
			name: `Holdfast's ${plugin}`,
			standsInFor: `Pulumi's ${plugin}`,
			why: "the engine can't download plugins on this machine",
		},
	];
}
