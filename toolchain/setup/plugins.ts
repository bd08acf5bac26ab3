import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../schema/checkout.ts";
import { cacheFolder } from "../cache.ts";
import { toolBinary } from "../machineTools.ts";
import { run } from "../run.ts";
import type { Plugins } from "../shell.ts";
import { progress } from "./progress.ts";

/** The provider plugins that the program's packages ask the engine for. */
const plugins = ["kubernetes", "command"] as const;

const answerFile = join(cacheFolder, "plugins.json");
/** A machine may get connected one day: ask again after a week. */
const answerLastsSeconds = 7 * 86_400;
const downloadLimitSeconds = 120;

/** Installs the real provider plugins where the engine can download them, and says whether stand-ins are needed. */
export async function choosePlugins(): Promise<Plugins> {
	if (
		existsSync(answerFile) &&
		Date.now() - statSync(answerFile).mtimeMs < answerLastsSeconds * 1000
	) {
		return JSON.parse(readFileSync(answerFile, "utf8")) as Plugins;
	}
	const show = progress("looking for Pulumi's provider plugins");
	const answers = await Promise.all(plugins.map(install));
	const answer = { standIns: answers.includes(false) };
	writeFileSync(answerFile, JSON.stringify(answer));
	show.done(
		answer.standIns
			? "they can't be downloaded here, so the stand-ins of toolchain/plugins are used"
			: "installed",
	);
	return answer;
}

/** Whether the engine has the plugin, or got it. */
async function install(plugin: string): Promise<boolean> {
	const manifest = join(
		checkout,
		"node_modules",
		"@pulumi",
		plugin,
		"package.json",
	);
	const { version } = JSON.parse(readFileSync(manifest, "utf8")) as {
		version: string;
	};
	try {
		await run(
			[toolBinary("pulumi"), "plugin", "install", "resource", plugin, version],
			{
				environment: { PULUMI_SKIP_UPDATE_CHECK: "true" },
				limitSeconds: downloadLimitSeconds,
			},
		);
		return true;
	} catch {
		return false;
	}
}
