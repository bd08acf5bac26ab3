import { builtImages, type Images } from "../../../toolchain/images.ts";
import { builtStudyImage } from "../../../toolchain/studyImage.ts";
import type { Cluster } from "../cluster.ts";

/** On the command lines of `up.ts` and `load.ts`: the stack runs the study's image, too. */
export const studyFlag = "--study";

/** Everything that a stack's Pods run. */
export interface NodeImages {
	/** OCI archives that the node loads. */
	archives: readonly Images<string>[];
	references: Cluster["images"];
}

/** @throws Error when an image isn't built (yet) */
export function nodeImages({ study }: { study: boolean }): NodeImages {
	if (!study) {
		const images = builtImages();
		return { archives: [images], references: images.references };
	}
	// First: the set-up that it asks for builds all the others, too.
	const baseline = builtStudyImage();
	const images = builtImages();
	return {
		archives: [images, baseline],
		references: { ...images.references, ...baseline.references },
	};
}
