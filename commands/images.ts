/** The images of this checkout, their digests, and where their bills of materials are: `npm run images`. */
import { readFileSync } from "node:fs";
import {
	billFile,
	builtImages,
	type ImageName,
	imagesFolder,
} from "../toolchain/images.ts";

try {
	const { archive, references } = builtImages();
	console.log(`All in ${archive} (OCI)`);
	for (const [name, { reference, digest }] of Object.entries(references)) {
		const bill = billFile(imagesFolder(), name as ImageName);
		const { components = [] } = JSON.parse(readFileSync(bill, "utf8")) as {
			components?: unknown[];
		};
		console.log(
			`\n${reference}\n  ${digest}\n  ${components.length} parts: ${bill}`,
		);
	}
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
