/** The images of this checkout and their digests: `npm run images`. */
import { builtImages } from "../toolchain/images.ts";

try {
	const { archive, references } = builtImages();
	console.log(`All in ${archive} (OCI)`);
	for (const { reference, digest } of Object.values(references)) {
		console.log(`${reference}\n  ${digest}`);
	}
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
