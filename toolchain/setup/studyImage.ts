import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { studyFolder, studyHazelcastVersion, studyReference, studySources } from "../studyImage.ts";
import { buildArchive } from "./archiveBuild.ts";
import { withMaven } from "./maven.ts";
import { progress } from "./progress.ts";

/** Builds the image of the study's baseline; the checkout isn't written to. */
export async function buildStudyImage(): Promise<void> {
	const show = progress("building the study's image");
	await buildArchive(
		{
			folder: studyFolder(),
			async stage(stage) {
				show.update("compiling it with Maven");
				const context = join(stage, "study");
				mkdirSync(context);
				await withMaven(async ({ folder, maven }) => {
					for (const name of ["pom.xml", "src"]) {
						cpSync(join(studySources, name), join(folder, name), {
							recursive: true,
						});
					}
					await maven(["package"]);
					copyFileSync(join(folder, "target", "study.jar"), join(context, "study.jar"));
				});
				copyFileSync(join(studySources, "Dockerfile"), join(context, "Dockerfile"));
			},
			images: [
				{
					name: "study",
					reference: studyReference(),
					base: "java",
					version: studyHazelcastVersion(),
				},
			],
		},
		show,
	);
	show.done("built");
}
