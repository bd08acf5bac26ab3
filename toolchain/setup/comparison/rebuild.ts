import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtImages, imageFiles } from "../../images.ts";
import { buildImagesInto } from "../imageBuild.ts";
import { progress } from "../progress.ts";
import { imageDifferences } from "./differences.ts";

/**
 * Builds the images of this checkout once more, elsewhere, and compares them with those that the set-up built.
 *
 * @returns each difference, in words
 * @throws Error when the set-up hasn't built them, or they can't be built
 */
export async function rebuildAndCompare(): Promise<string[]> {
	const { archive } = builtImages();
	const parent = mkdtempSync(join(tmpdir(), "holdfast-twice-"));
	try {
		const folder = join(parent, "images");
		const show = progress("building the images again");
		await buildImagesInto(folder, show);
		show.done("built");
		return await imageDifferences(archive, imageFiles(folder).archive);
	} finally {
		rmSync(parent, { recursive: true, force: true });
	}
}
