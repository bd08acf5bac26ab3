import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../run.ts";
import { archivedImages, blobPath } from "./layout.ts";

/** What the JVM writes isn't the same twice. */
const varying = "opt/holdfast/classes.jsa";

/**
 * How the images of two archives differ, in words; empty when they don't. Of the class-data archive nothing is compared: of
 * the one layer that holds it, only the other files are.
 */
export async function imageDifferences(
	first: string,
	second: string,
): Promise<string[]> {
	const images = await archivedImages(first);
	const others = await archivedImages(second);
	const differences: string[] = [];
	for (const reference of new Set([
		...Object.keys(images),
		...Object.keys(others),
	])) {
		const image = images[reference];
		const other = others[reference];
		if (!image || !other) {
			differences.push(`${reference} is in one archive only`);
			continue;
		}
		if (image.manifest === other.manifest) continue;
		const unequal = image.layers.flatMap((layer, index) =>
			layer === other.layers[index] ? [] : [[layer, other.layers[index]]],
		);
		const [[layer, otherLayer] = []] = unequal;
		const comparable =
			unequal.length === 1 && image.layers.length === other.layers.length;
		const onlyVarying =
			comparable &&
			layer &&
			otherLayer &&
			(await haveSameStableFiles([first, layer], [second, otherLayer]));
		if (!onlyVarying) {
			differences.push(
				`${reference} is ${image.manifest} and ${other.manifest}, with ${unequal.length} of ${image.layers.length} layers unequal`,
			);
		}
	}
	return differences;
}

/** Of two layers, each in its archive, whether both hold the varying file, and else the same. */
async function haveSameStableFiles(
	one: [archive: string, layer: string],
	other: [archive: string, layer: string],
): Promise<boolean> {
	const content = await stableContent(...one);
	return content !== null && content === (await stableContent(...other));
}

/** A hash of a layer's files but the varying one; null if that isn't among them. */
async function stableContent(
	archive: string,
	layer: string,
): Promise<string | null> {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-layer-"));
	try {
		await run(["tar", "-xf", archive, "-C", folder, `./${blobPath(layer)}`]);
		const blob = join(folder, blobPath(layer));
		const names = await run(["tar", "-tzf", blob]);
		if (!names.split("\n").includes(varying)) return null;
		const files = await run([
			...["tar", "--extract", "--gzip", "--file", blob, "--to-command"],
			'echo "$TAR_FILENAME $TAR_MODE $TAR_UID $TAR_GID $TAR_MTIME $(sha256sum)"',
			`--exclude=${varying}`,
		]);
		const listing = await run(["tar", "-tvzf", blob, `--exclude=${varying}`]);
		return createHash("sha256").update(files).update(listing).digest("hex");
	} finally {
		rmSync(folder, { recursive: true });
	}
}
