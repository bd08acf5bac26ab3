/**
 * Looks for known flaws in what the images hold: `npm run scan`. Who can't be asked from here is named, and is no failure.
 * A connected machine has scanners that know more: images/README.md.
 */
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import {
	billFile,
	builtImages,
	imageNames,
	imagesFolder,
} from "../toolchain/images.ts";
import { scanDebian } from "../toolchain/scan/debianUpdates.ts";
import { scanNpm } from "../toolchain/scan/npmAudit.ts";

try {
	builtImages();
	const bills = imageNames.map((name) => billFile(imagesFolder(), name));
	const scans = [
		await scanDebian(bills),
		scanNpm(checkout, "the product"),
		scanNpm(join(checkout, "images", "store"), "the store's stand-in"),
	];
	for (const { about, findings, unasked } of scans) {
		if (unasked !== null) console.log(`– ${about}: not scanned (${unasked})`);
		else if (findings.length === 0) console.log(`✓ ${about}: nothing found`);
		else
			console.log(
				`✗ ${about}:\n${findings.map((each) => `    ${each}`).join("\n")}`,
			);
	}
	process.exitCode = scans.some(({ findings }) => findings.length) ? 1 : 0;
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
