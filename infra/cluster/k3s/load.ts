/**
 * Imports the images that a stack's Pods run into the containerd of this machine's k3s.
 *
 *     node load.ts [--study]
 */
import { run } from "../../../toolchain/run.ts";
import { nodeImages, studyFlag } from "../native/archives.ts";

try {
	const study = process.argv.includes(studyFlag);
	for (const { archive } of nodeImages({ study }).archives) {
		await run(["k3s", "ctr", "images", "import", archive]);
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
