import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
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

/** Whether the engine is known to download the plugins, so that none has to be built. */
export function downloadsPlugins(): boolean {
	return lastAnswer()?.standIns === false;
}

/**
 * Why the engine would take other plugins than those that it downloaded, which the program's
 * packages belong to; null where it wouldn't. Where plugins come from us, ours stand first on PATH.
 *
 * @param path folders, as in PATH
 */
export function pluginProblem({ standIns }: Plugins, path = process.env.PATH ?? ""): string | null {
	if (standIns) return null;
	const [found] = path.split(delimiter).flatMap((folder) =>
		plugins
			.map((plugin) => join(folder, `pulumi-resource-${plugin}`))
			.filter((file) => !file.startsWith(`${checkout}/`))
			.filter((file) => existsSync(file)),
	);
	return found === undefined
		? null
		: `Pulumi's engine would take ${found}, whatever its version, in place of the plugin that belongs to this checkout's packages: take it off PATH, or remove it.`;
}

/** Null where nobody asked yet, or too long ago. */
function lastAnswer(): Plugins | null {
	const asked = statSync(answerFile, { throwIfNoEntry: false });
	if (!asked || Date.now() - asked.mtimeMs > answerLastsSeconds * 1000) {
		return null;
	}
	return JSON.parse(readFileSync(answerFile, "utf8")) as Plugins;
}

/**
 * Installs the real provider plugins where the engine can download them, and says whether they have
 * to come from elsewhere.
 */
export async function choosePlugins(): Promise<Plugins> {
	const known = lastAnswer();
	if (known !== null) return known;
	const show = progress("looking for Pulumi's provider plugins");
	const answers = await Promise.all(plugins.map(install));
	const answer = { standIns: answers.includes(false) };
	writeFileSync(answerFile, JSON.stringify(answer));
	show.done(
		answer.standIns
			? "they can't be downloaded here: the one for Kubernetes is built, and toolchain/plugins stands in for the other"
			: "installed",
	);
	return answer;
}

/** Whether the engine has the plugin, or got it. */
async function install(plugin: string): Promise<boolean> {
	const manifest = join(checkout, "node_modules", "@pulumi", plugin, "package.json");
	const { version } = JSON.parse(readFileSync(manifest, "utf8")) as {
		version: string;
	};
	try {
		await run([toolBinary("pulumi"), "plugin", "install", "resource", plugin, version], {
			environment: { PULUMI_SKIP_UPDATE_CHECK: "true" },
			limitSeconds: downloadLimitSeconds,
		});
		return true;
	} catch {
		return false;
	}
}
