/**
 * Loads the images that a stack's Pods run into every node of its kind cluster.
 *
 *     node load.ts <stack> [--study]
 */
import { run } from "../../../toolchain/run.ts";
import { nodeImages, studyFlag } from "../native/archives.ts";
import { kindClusterName } from "./config.ts";

const [stack = ""] = process.argv.slice(2);
try {
	const study = process.argv.includes(studyFlag);
	for (const { archive } of nodeImages({ study }).archives) {
		await run([
			...["kind", "load", "image-archive", archive],
			...["--name", kindClusterName(stack)],
		]);
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
