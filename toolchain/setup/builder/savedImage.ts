/** From what `docker save` writes to an OCI layout. */
import { createHash } from "node:crypto";
import {
	closeSync,
	createReadStream,
	createWriteStream,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** Of OCI's image specification 1.1, as all types here. */
export interface Descriptor {
	mediaType: string;
	digest: string;
	size: number;
	annotations?: Record<string, string>;
}

const mediaType = (name: string) => `application/vnd.oci.image.${name}`;

/**
 * Adds the one image of an unpacked archive of `docker save` to an OCI layout. Its `manifest.json`
 * (image specification of Docker 1.2) names the configuration and each layer's tar, whatever
 * Docker's version and store.
 *
 * @param added layers that the layout has already, by the digest of their tar; grows
 * @returns digest of the image's manifest
 * @throws Error when the archive holds another number of images than one
 */
export async function addSavedImage(
	unpacked: string,
	reference: string,
	layout: string,
	added: Map<string, Descriptor>,
): Promise<string> {
	const images = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8")) as {
		Config: string;
		Layers: string[];
	}[];
	const [image] = images;
	if (!image || images.length > 1) {
		throw new Error(
			`"docker save ${reference}" wrote ${images.length} images, and not one: is it Docker, or something by its name?`,
		);
	}
	mkdirSync(join(layout, "blobs", "sha256"), { recursive: true });
	const configuration = readFileSync(join(unpacked, image.Config), "utf8");
	const { rootfs } = JSON.parse(configuration) as {
		rootfs: { diff_ids: string[] };
	};
	const layers: Descriptor[] = [];
	for (const [index, file] of image.Layers.entries()) {
		const content = rootfs.diff_ids[index] ?? file;
		const layer = added.get(content) ?? (await addLayer(join(unpacked, file), layout));
		added.set(content, layer);
		layers.push(layer);
	}
	const manifest = addBlob(
		layout,
		"manifest.v1+json",
		JSON.stringify({
			schemaVersion: 2,
			mediaType: mediaType("manifest.v1+json"),
			config: addBlob(layout, "config.v1+json", configuration),
			layers,
		}),
	);
	addToIndex(layout, manifest, reference);
	return manifest.digest;
}

/**
 * Compresses a layer as the other builders do; Node's gzip writes neither name nor time. Where
 * Docker keeps its images in containerd's store, they are compressed already.
 */
async function addLayer(file: string, layout: string): Promise<Descriptor> {
	const compressed = join(layout, "layer.unfinished");
	const source = createReadStream(file);
	const target = createWriteStream(compressed);
	if (isGzip(file)) await pipeline(source, target);
	else await pipeline(source, createGzip(), target);
	const hash = createHash("sha256");
	await pipeline(createReadStream(compressed), hash);
	const digest = hash.digest("hex");
	const { size } = statSync(compressed);
	renameSync(compressed, join(layout, "blobs", "sha256", digest));
	return {
		mediaType: mediaType("layer.v1.tar+gzip"),
		digest: `sha256:${digest}`,
		size,
	};
}

/** By the magic number of RFC 1952. */
function isGzip(file: string): boolean {
	const opened = openSync(file, "r");
	const start = Buffer.alloc(2);
	readSync(opened, start);
	closeSync(opened);
	return start.readUInt16BE() === 0x1f8b;
}

function addBlob(layout: string, type: string, content: string | Uint8Array): Descriptor {
	const digest = createHash("sha256").update(content).digest("hex");
	writeFileSync(join(layout, "blobs", "sha256", digest), content);
	return {
		mediaType: mediaType(type),
		digest: `sha256:${digest}`,
		size: Buffer.byteLength(content),
	};
}

function addToIndex(layout: string, manifest: Descriptor, reference: string): void {
	const file = join(layout, "index.json");
	const name = { "org.opencontainers.image.ref.name": reference };
	const { manifests } = existsSync(file)
		? (JSON.parse(readFileSync(file, "utf8")) as { manifests: Descriptor[] })
		: { manifests: [] };
	writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
	writeFileSync(
		file,
		JSON.stringify({
			schemaVersion: 2,
			mediaType: mediaType("index.v1+json"),
			manifests: [...manifests, { ...manifest, annotations: name }],
		}),
	);
}
