/**
 * Whether the same sources make the same images: builds them once more and compares.
 *
 *     node toolchain/imagesTwice.ts
 */
import { rebuildAndCompare } from "./setup/comparison/rebuild.ts";

try {
	const differences = await rebuildAndCompare();
	for (const difference of differences) console.error(`✗ ${difference}`);
	if (differences.length === 0) {
		console.log(
			"✓ The same images, byte by byte, but for the class-data archive of the member.",
		);
	}
	process.exitCode = differences.length ? 1 : 0;
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
