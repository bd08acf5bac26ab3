import { type Image, imageNames, imageReference } from "../../toolchain/images.ts";
import { studyReference } from "../../toolchain/studyImage.ts";
import { componentVersions } from "../../toolchain/versions.ts";
import type { Cluster } from "./cluster.ts";
import { type NodeImages, nodeImages } from "./native/archives.ts";

/** What the set-up makes of a cluster's parts: built, or only known by name. */
export interface Parts {
	/** @throws Error when an image isn't built (yet), and must be */
	images(wanted: { study: boolean }): NodeImages;
	/** Component of the native platform → version. */
	versions(): Record<string, string>;
}

/** What the set-up built: a stack comes up with nothing else. */
export const builtParts: Parts = {
	images: nodeImages,
	versions: componentVersions,
};

/**
 * The same parts by name, whether they are there or not: enough to tell what a stack would consist
 * of.
 *
 * @param references what a Pod's `image` says
 */
export function namedParts(references: (name: string) => string = plannedReference): Parts {
	return {
		images({ study }) {
			const names = [...imageNames, ...(study ? ["study"] : [])];
			const images = names.map((name): [string, Image] => [name, { reference: references(name), digest: "" }]);
			return {
				archives: [],
				references: Object.fromEntries(images) as Cluster["images"],
			};
		},
		versions: () => ({}),
	};
}

function plannedReference(name: string): string {
	const image = imageNames.find((each) => each === name);
	return image ? imageReference(image) : studyReference();
}
