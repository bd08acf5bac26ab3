/** Reads archives of images (OCI image layout 1.0). */
import { run } from "../../run.ts";

/** Digests of an image's parts. */
export interface ImageLayers {
	manifest: string;
	/** From the base up. */
	layers: string[];
}

interface Index {
	manifests: { digest: string; annotations?: Record<string, string> }[];
}

/**
 * The images of an archive by reference.
 * @throws Error when it can't be read
 */
export async function archivedImages(
	archive: string,
): Promise<Record<string, ImageLayers>> {
	const index = await json<Index>(archive, "index.json");
	const images: Record<string, ImageLayers> = {};
	for (const { digest, annotations = {} } of index.manifests) {
		const { layers } = await json<{ layers: { digest: string }[] }>(
			archive,
			blobPath(digest),
		);
		images[annotations["org.opencontainers.image.ref.name"] ?? digest] = {
			manifest: digest,
			layers: layers.map(({ digest }) => digest),
		};
	}
	return images;
}

/** Where a layout keeps what has this digest. */
export function blobPath(digest: string): string {
	return `blobs/${digest.replace(":", "/")}`;
}

async function json<Content>(archive: string, path: string): Promise<Content> {
	return JSON.parse(await run(["tar", "-xOf", archive, `./${path}`]));
}
