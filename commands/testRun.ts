/**
 * Prints what puts the load of `load.ts` on the laboratory that is up from several machines, by the
 * k6 operator of its cluster.
 *
 *     node commands/testRun.ts --parallelism 4 -e CLIENTS=8 -e READS=50 -e DURATION=5m | kubectl apply -f -
 *
 * HOLDFAST_LAB as for load.ts; a load that isn't named here is that of the lab's own protocol.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { stringify } from "yaml";
import { operatorVersion, testRunManifests } from "../infra/testRunManifests.ts";
import { defaultLabFile, parseDescription } from "../k6/labDescription.ts";
import { loadSettings } from "../k6/loadSettings.ts";
import type { Protocol } from "../schema/protocol.ts";
import { toolVersions } from "../toolchain/versions.ts";
import { readTestRunArguments } from "./testRunArguments.ts";

/** The script in one file, as k6 runs it: the operator's ConfigMap has no folders. */
export async function bundleLoad(): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [join(import.meta.dirname, "../k6/load.ts")],
		bundle: true,
		write: false,
		format: "esm",
		platform: "neutral",
		external: ["k6", "k6/*"],
		logLevel: "warning",
	});
	return outputFiles[0]?.text ?? "";
}

async function main(commandLine: readonly string[]): Promise<string> {
	const { parallelism, image, starterImage, variables } = readTestRunArguments(commandLine);
	const file = process.env.HOLDFAST_LAB || defaultLabFile;
	const description = parseDescription(textOf(file), file);
	if (description.text("platform") === "native") {
		throw new Error(
			'The laboratory that is up is on the native platform, which has no k6 operator: put the load on it with "k6 run k6/load.ts".',
		);
	}
	const planned = description.has("protocol.load") ? (description.object("protocol.load") as Protocol["load"]) : null;
	const { load } = loadSettings(planned, variables);
	const manifests = testRunManifests(
		description,
		await bundleLoad(),
		{ load, variables },
		{
			parallelism,
			image: image ?? `grafana/k6:${toolVersions().k6?.replace(/^v/, "")}`,
			starterImage: starterImage ?? `ghcr.io/grafana/k6-operator:starter-${operatorVersion}`,
		},
	);
	return manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join("---\n");
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		throw new Error(
			`No lab is up: ${file} can't be read. Bring one up (pulumi up -s central-5), or set HOLDFAST_LAB to its description.`,
		);
	}
}

if (import.meta.main) {
	try {
		process.stdout.write(await main(process.argv.slice(2)));
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
