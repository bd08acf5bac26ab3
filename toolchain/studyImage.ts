/** The baseline of `bench/study`: an archive of its own, because only benchmarks need it. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { cacheFolder, cacheKey } from "./cache.ts";
import { javaRoot, rootArchive } from "./debian.ts";
import { chosenBases } from "./imageBases.ts";
import { chosenBuilder } from "./imageBuilder.ts";
import { areBuilt, type Images, readImages } from "./images.ts";

export const studySources = join(checkout, "bench", "study");

/** Where the study's image is, or will be: the path changes with anything that it is built from. */
export function studyFolder(): string {
	return join(cacheFolder, "images-study", studyKey());
}

export function studyReference(): string {
	return `holdfast.local/study:${studyKey()}`;
}

export function isStudyBuilt(): boolean {
	return areBuilt(studyFolder());
}

/**
 * The study's image.
 * @throws Error when it isn't built (yet)
 */
export function builtStudyImage(): Images<"study"> {
	const images = readImages<"study">(studyFolder());
	if (images) return images;
	throw new Error(
		"The image of the study's baseline isn't built, or a source changed since: run \"npx holdfast setup --study\".",
	);
}

/** Version of the Hazelcast that the baseline embeds. */
export function studyHazelcastVersion(): string {
	const pom = readFileSync(join(studySources, "pom.xml"), "utf8");
	const [, version = "unknown"] = /<hazelcast\.version>(.*)<\/hazelcast\.version>/.exec(pom) ?? [];
	return version;
}

function studyKey(): string {
	const sources = globSync(
		["bench/study/pom.xml", "bench/study/Dockerfile", "bench/study/src/**/*.*", "images/java/Dockerfile"],
		{ cwd: checkout },
	).sort();
	return cacheKey(
		...sources.flatMap((path) => [path, readFileSync(join(checkout, path))]),
		rootArchive(javaRoot),
		process.arch,
		chosenBuilder(),
		chosenBases(),
	);
}
