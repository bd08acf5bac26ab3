import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { bundleImages } from "../../images/bundle.ts";
import { checkout } from "../../schema/checkout.ts";
import { prometheusBinary } from "../debian.ts";
import { goBinary } from "../goTools.ts";
import { hazelcastJar } from "../hazelcast.ts";
import { imageNames, imageReference, imagesFolder, memberTools } from "../images.ts";
import { buildArchive } from "./archiveBuild.ts";
import { imageBase } from "./imageBase.ts";
import { imageVersions } from "./imageVersions.ts";
import { type Progress, progress } from "./progress.ts";

/** Builds all images of the laboratory into one OCI archive. */
export async function buildImages(): Promise<void> {
	const show = progress("building the images");
	await buildImagesInto(imagesFolder(), show);
	show.done("built");
}

/** The same into another folder. */
export async function buildImagesInto(folder: string, show: Progress): Promise<void> {
	const versions = await imageVersions();
	await buildArchive(
		{
			folder,
			async stage(stage) {
				show.update("bundling");
				await bundleImages(stage);
				stageFiles(stage);
			},
			images: imageNames.map((name) => {
				const base = imageBase(name);
				return {
					name,
					reference: imageReference(name),
					version: versions[name],
					...(base && { base }),
				};
			}),
		},
		show,
	);
}

/** Puts beside each bundle what its Dockerfile copies. */
function stageFiles(stage: string): void {
	for (const name of imageNames) {
		mkdirSync(join(stage, name), { recursive: true });
		cpSync(join(checkout, "images", name, "Dockerfile"), join(stage, name, "Dockerfile"));
	}
	cpSync(join(checkout, "images", "hazelcast"), join(stage, "hazelcast"), {
		recursive: true,
	});
	const lib = join(stage, "hazelcast", "lib");
	mkdirSync(lib);
	copyFileSync(hazelcastJar(), join(lib, basename(hazelcastJar())));
	for (const name of memberTools) {
		copyFileSync(goBinary(name), join(stage, "etcd", name));
	}
	copyFileSync("/usr/bin/catatonit", join(stage, "pause", "catatonit"));
	copyFileSync(prometheusBinary(), join(stage, "prometheus", "prometheus"));
}
