/**
 * Loads images into those nodes of a stack's kind cluster that run its Pods.
 *
 *     node load.ts <stack> [--study] <image> …
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeImagesPart } from "../../../toolchain/imagesPart.ts";
import { run } from "../../../toolchain/run.ts";
import { hostFolder } from "../hostFolder.ts";
import { nodeImages } from "../native/archives.ts";
import { kindClusterName } from "./config.ts";
import { containersOf } from "./docker.ts";

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { study: { type: "boolean", default: false } },
		allowPositionals: true,
	});
	const [stack = "", ...names] = positionals;
	const { archives } = nodeImages({ study: values.study });
	const nodes = podNodes(await containersOf(kindClusterName(stack)));
	for (const { archive, references } of archives) {
		const wanted = Object.entries(references)
			.filter(([name]) => names.includes(name))
			.map(([, { reference }]) => reference);
		const part = join(hostFolder(stack).folder, "images.tar");
		try {
			await writeImagesPart(archive, part, wanted);
			await run([
				...["kind", "load", "image-archive", part],
				...["--name", kindClusterName(stack)],
				...["--nodes", nodes.join(",")],
			]);
		} finally {
			rmSync(part, { force: true });
		}
	}
}

/** The workers: a control plane runs Pods only where there are none. */
function podNodes(containers: readonly string[]): readonly string[] {
	const workers = containers.filter((name) => /-worker\d*$/.test(name));
	return workers.length > 0 ? workers : containers;
}

try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
