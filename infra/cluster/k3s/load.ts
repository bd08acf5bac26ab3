/**
 * Imports the images that a stack's Pods run into the containerd of this machine's k3s.
 *
 *     node load.ts [--study]
 */
import { run } from "../../../toolchain/run.ts";
import { nodeImages, studyFlag } from "../native/archives.ts";
import { importImages } from "./importImages.ts";

try {
	const study = process.argv.includes(studyFlag);
	await importImages(nodeImages({ study }).archives, run);
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
