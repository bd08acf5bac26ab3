import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { bundleImages } from "../../images/bundle.ts";
import { checkout } from "../cache.ts";
import { prometheusFolder } from "../debian.ts";
import { hazelcastJar } from "../hazelcast.ts";
import { imageNames, imageReference, imagesFolder } from "../images.ts";
import { buildArchive } from "./archiveBuild.ts";
import { progress } from "./progress.ts";

/** Builds all images of the laboratory into one OCI archive. */
export async function buildImages(): Promise<void> {
	const show = progress("building the images");
	await buildArchive(
		{
			folder: imagesFolder(),
			async stage(stage) {
				show.update("bundling");
				await bundleImages(stage);
				stageFiles(stage);
			},
			images: imageNames.map((name) => ({
				name,
				reference: imageReference(name),
				base: name === "hazelcast" ? "java" : "base",
			})),
		},
		show,
	);
	show.done("built");
}

/** Puts beside each bundle what its Dockerfile copies. */
function stageFiles(stage: string): void {
	for (const name of imageNames) {
		mkdirSync(join(stage, name), { recursive: true });
		cpSync(
			join(checkout, "images", name, "Dockerfile"),
			join(stage, name, "Dockerfile"),
		);
	}
	cpSync(join(checkout, "images", "hazelcast"), join(stage, "hazelcast"), {
		recursive: true,
	});
	const lib = join(stage, "hazelcast", "lib");
	mkdirSync(lib);
	copyFileSync(hazelcastJar(), join(lib, basename(hazelcastJar())));
	copyFileSync("/usr/bin/catatonit", join(stage, "pause", "catatonit"));
	copyFileSync(
		join(prometheusFolder(), "usr", "bin", "prometheus"),
		join(stage, "prometheus", "prometheus"),
	);
}
