/**
 * Pushes the images that a stack's Pods run to a registry, with the credentials of `buildah login`
 * or `docker login`.
 *
 *     node push.ts <registry> [--study]
 */
import { nodeImages, studyFlag } from "../native/archives.ts";
import { pushImages } from "./pushImages.ts";

/** The charts bring what these are for, and the cluster its own sandbox. */
const notPushed = ["pause", "store", "prometheus"];

const [registry = ""] = process.argv.slice(2);
try {
	const { archives } = nodeImages({ study: process.argv.includes(studyFlag) });
	await pushImages(registry, archives, (name) => !notPushed.includes(name));
} catch (error) {
	console.error(
		`The images can't be pushed to ${registry} (log in with "buildah login", or name another with "pulumi config set registry …"): ${(error as Error).message}`,
	);
	process.exit(1);
}
