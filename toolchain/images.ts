import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey, checkout } from "./cache.ts";
import { javaRoot, nodeRoot, prometheusFolder, rootArchive } from "./debian.ts";
import { hazelcastJar } from "./hazelcast.ts";

export const imageNames = [
	"pause",
	"app",
	"observer",
	"store",
	"prometheus",
	"sidecar",
	"hazelcast",
] as const;

export type ImageName = (typeof imageNames)[number];

/** The images of a checkout, as the set-up built them. */
export interface Images {
	/** OCI archive that holds them all. */
	archive: string;
	/** What a Pod's `image` says, and what the bytes are. */
	references: Record<ImageName, { reference: string; digest: string }>;
}

/** Where the images of this checkout are, or will be: the path changes with anything that they are built from. */
export function imagesFolder(): string {
	return join(cacheFolder, "images", imagesKey());
}

/** A new key for each change of a source that ends up in an image. */
export function imagesKey(): string {
	const sources = globSync(
		[
			"images/**/*.{ts,json}",
			"images/*/Dockerfile",
			"images/hazelcast/*",
			"analysis/schema/*.ts",
		],
		{
			cwd: checkout,
			exclude: (path) =>
				path.includes("node_modules") || path.endsWith(".test.ts"),
		},
	).sort();
	return cacheKey(
		...sources.flatMap((path) => [path, readFileSync(join(checkout, path))]),
		readFileSync(join(checkout, "package-lock.json")),
		rootArchive(nodeRoot),
		rootArchive(javaRoot),
		hazelcastJar(),
		prometheusFolder(),
		process.arch,
	);
}

/** What a Pod's `image` says. The Pods' own sandbox keeps its name: a running node has been told it. */
export function imageReference(name: ImageName): string {
	return `holdfast.local/${name}:${name === "pause" ? "sandbox" : imagesKey()}`;
}

/**
 * The images of this checkout.
 * @throws Error when they aren't built (yet)
 */
export function builtImages(): Images {
	const folder = imagesFolder();
	const list = join(folder, "images.json");
	if (!existsSync(list)) {
		throw new Error(
			'The images of this checkout aren\'t built, or a source changed since: run "npm run setup".',
		);
	}
	return {
		archive: join(folder, "images.tar"),
		references: JSON.parse(readFileSync(list, "utf8")),
	};
}
