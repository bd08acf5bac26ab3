import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { cacheFolder, cacheKey } from "./cache.ts";
import { javaRoot, nodeRoot, prometheusFolder, rootArchive } from "./debian.ts";
import { goTool, goToolFolder } from "./goTools.ts";
import { hazelcastJar } from "./hazelcast.ts";
import { chosenBases } from "./imageBases.ts";
import { chosenBuilder } from "./imageBuilder.ts";
import { isWhole } from "./wholeness.ts";

export const imageNames = [
	"pause",
	"app",
	"observer",
	"store",
	"prometheus",
	"sidecar",
	"hazelcast",
	"etcd",
	"controller",
	"liar",
] as const;

/** Binaries of Go modules that the image `etcd` holds. */
export const memberTools = ["etcd", "launcher"] as const;

export type ImageName = (typeof imageNames)[number];

/** What a Pod's `image` says, and what the bytes are. */
export interface Image {
	reference: string;
	digest: string;
}

/** Images of a checkout, as the set-up built them. */
export interface Images<Name extends string = ImageName> {
	/** OCI archive that holds them all. */
	archive: string;
	references: Record<Name, Image>;
}

/**
 * Where the images of this checkout are, or will be: the path changes with anything that they are
 * built from.
 */
export function imagesFolder(): string {
	return join(cacheFolder, "images", imagesKey());
}

/** A new key for each change of a source that ends up in an image. */
export function imagesKey(): string {
	const sources = globSync(["images/**/*.{ts,json}", "images/*/Dockerfile", "images/hazelcast/*", "schema/*.ts"], {
		cwd: checkout,
		exclude: (path) => path.includes("node_modules") || path.endsWith(".test.ts"),
	}).sort();
	return cacheKey(
		...sources.flatMap((path) => [path, readFileSync(join(checkout, path))]),
		readFileSync(join(checkout, "package-lock.json")),
		rootArchive(nodeRoot),
		rootArchive(javaRoot),
		hazelcastJar(),
		prometheusFolder(),
		...memberTools.map((name) => goToolFolder(goTool(name))),
		process.arch,
		chosenBuilder(),
		chosenBases(),
	);
}

/**
 * What a Pod's `image` says. The Pods' own sandbox keeps its name: a running node has been told it.
 */
export function imageReference(name: ImageName): string {
	return `holdfast.local/${name}:${name === "pause" ? "sandbox" : imagesKey()}`;
}

/** The files of a folder of images. */
export function imageFiles(folder: string): { archive: string; list: string } {
	return {
		archive: join(folder, "images.tar"),
		list: join(folder, "images.json"),
	};
}

/** Whether a folder of images is whole. */
export function areBuilt(folder: string): boolean {
	const { archive, list } = imageFiles(folder);
	return isWhole(archive) && isWhole(list);
}

/**
 * The images of this checkout.
 * @throws Error when they aren't built (yet)
 */
export function builtImages(): Images {
	const images = readImages<ImageName>(imagesFolder());
	if (images) return images;
	throw new Error(
		`The images of this checkout aren't built in ${imagesFolder()}, or a source changed since, or HOLDFAST_BUILDER or HOLDFAST_BASES isn't what it was: run "npm run setup".`,
	);
}

/** The images that were built into a folder, or null where a part of them is missing. */
export function readImages<Name extends string>(folder: string): Images<Name> | null {
	const { archive, list } = imageFiles(folder);
	if (!areBuilt(folder)) return null;
	return { archive, references: JSON.parse(readFileSync(list, "utf8")) };
}
