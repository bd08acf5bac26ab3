/** The images of this checkout and their digests: `npx holdfast images [--json]`. */
import { parseArgs } from "node:util";
import { builtImages } from "../toolchain/images.ts";

try {
	const { archive, references } = builtImages();
	const { values } = parseArgs({ options: { json: { type: "boolean" } } });
	if (values.json) {
		console.log(JSON.stringify({ archive, references }, null, "\t"));
	} else {
		console.log(`All in ${archive} (OCI)`);
		for (const { reference, digest } of Object.values(references)) {
			console.log(`${reference}\n  ${digest}`);
		}
	}
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
