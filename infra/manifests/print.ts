/**
 * Prints what a stack would create in its cluster: `npx holdfast manifests central-5 --platform
 * kind`.
 */
import { parseArgs } from "node:util";
import { exitCodes } from "../../schema/exitCodes.ts";
import { choosePlatform } from "../cluster/choose.ts";
import { machineFacts } from "../cluster/machine.ts";
import { readSettings } from "../config.ts";
import type { Settings } from "../settings.ts";
import { manifestsText } from "./manifest.ts";
import { renderStack } from "./render.ts";
import { stackTexts, textsSet } from "./stackTexts.ts";

const usage = `Usage: npx holdfast manifests <stack> [options]
  --platform <name>    in place of the one that the stack's file names
  --set <key>=<value>  in place of what the stack's file says; may be given several times
Nothing is made: neither a cluster nor the set-up is needed. Secrets are masked, and what only a cluster can tell is called after what it is of.`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			platform: { type: "string" },
			set: { type: "string", multiple: true, default: [] },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) return console.log(usage);
	const [stack, ...rest] = positionals;
	if (stack === undefined || rest.length > 0) {
		throw new Error(`One stack has to be named.\n${usage}`);
	}
	const { platform } = values;
	const settings = settingsOf(stack, {
		...stackTexts(stack),
		...textsSet(values.set),
		...(platform !== undefined && { platform }),
	});
	process.stdout.write(manifestsText(await renderStack(settings)));
}

function settingsOf(stack: string, texts: Record<string, string>): Settings {
	return readSettings(
		stack,
		(key) => texts[key],
		(wanted) => {
			// A platform that is named need not be there: nothing is made on it.
			if (wanted !== "auto") return wanted;
			const { platform, because } = choosePlatform(wanted, machineFacts);
			console.error(`The platform is ${platform}: ${because}.`);
			return platform;
		},
	);
}

// Whoever reads this may have read enough (`… | head`).
process.stdout.on("error", () => process.exit(exitCodes.fine));
try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
