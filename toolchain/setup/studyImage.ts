import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../run.ts";
import {
	studyFolder,
	studyHazelcastVersion,
	studyReference,
	studySources,
} from "../studyImage.ts";
import { buildArchive } from "./archiveBuild.ts";
import { progress } from "./progress.ts";

/** Builds the image of the study's baseline; the checkout isn't written to. */
export async function buildStudyImage(): Promise<void> {
	const show = progress("building the study's image");
	await buildArchive(
		{
			folder: studyFolder(),
			async stage(stage) {
				show.update("compiling it with Maven");
				const sources = join(stage, "sources");
				for (const name of ["pom.xml", "src"]) {
					cpSync(join(studySources, name), join(sources, name), {
						recursive: true,
					});
				}
				await run(["mvn", "--batch-mode", "--quiet", "package"], {
					cwd: sources,
				});
				const context = join(stage, "study");
				mkdirSync(context);
				copyFileSync(
					join(studySources, "Dockerfile"),
					join(context, "Dockerfile"),
				);
				copyFileSync(
					join(sources, "target", "study.jar"),
					join(context, "study.jar"),
				);
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
