import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BundledImage } from "../../../images/bundle.ts";
import { checkout } from "../../../schema/checkout.ts";
import { debianSuite, javaRoot, nodeRoot } from "../../debian.ts";
import { goBinary } from "../../goTools.ts";
import { hazelcastJar } from "../../hazelcast.ts";
import { type BaseName, baseReference, chosenBases } from "../../imageBases.ts";
import {
	billFile,
	type Image,
	type ImageName,
	imageNames,
	memberTools,
} from "../../images.ts";
import { imageBase } from "../imageBase.ts";
import { billOfMaterials } from "./bom.ts";
import { debianPart, installedPart, rootParts } from "./debianParts.ts";
import { goParts } from "./goParts.ts";
import { jarParts } from "./jarParts.ts";
import { npmParts } from "./npmParts.ts";
import type { Part } from "./part.ts";

/**
 * Writes the bill of materials of each image into a folder of images.
 *
 * @param bundled the files of which each program was made
 */
export async function writeBills(
	folder: string,
	images: Readonly<Record<string, Image>>,
	versions: Readonly<Record<ImageName, string>>,
	bundled: Readonly<Record<BundledImage, readonly string[]>>,
): Promise<void> {
	const bases = chosenBases();
	const baseParts: Record<BaseName, Part[]> =
		bases === "local"
			? {
					base: [...(await rootParts(nodeRoot)), nodePart()],
					java: await rootParts(javaRoot),
				}
			: { base: [], java: [] };
	const ownParts = { ...(await addedParts(versions)), ...programs(bundled) };
	for (const name of imageNames) {
		const base = imageBase(name);
		const file = billFile(folder, name);
		mkdirSync(dirname(file), { recursive: true });
		const bill = billOfMaterials(
			{
				name,
				version: versions[name],
				digest: images[name]?.digest ?? "",
				...(base &&
					bases === "upstream" && { base: baseReference(base, bases) }),
			},
			[...(base ? baseParts[base] : []), ...(ownParts[name] ?? [])],
		);
		writeFileSync(file, bill);
	}
}

function programs(
	bundled: Readonly<Record<BundledImage, readonly string[]>>,
): Record<string, Part[]> {
	const folder = join(checkout, "images");
	return Object.fromEntries(
		Object.entries(bundled).map(([name, inputs]) => [
			name,
			npmParts(inputs, folder),
		]),
	);
}

/** Of the images that hold no program of ours. */
async function addedParts(
	versions: Readonly<Record<ImageName, string>>,
): Promise<Record<string, Part[]>> {
	const catatonit = await installedPart("catatonit");
	return {
		pause: catatonit ? [catatonit] : [],
		prometheus: [debianPart("prometheus", versions.prometheus, debianSuite())],
		hazelcast: jarParts(hazelcastJar(), "hazelcast"),
		etcd: goParts(memberTools.map(goBinary)),
	};
}

function nodePart(): Part {
	const version = process.versions.node;
	return {
		origin: "generic",
		name: "node",
		version,
		licence: "MIT",
		cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
	};
}
