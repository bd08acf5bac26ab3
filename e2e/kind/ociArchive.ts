import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/run.ts";

const architectures: Readonly<Record<string, string>> = { x64: "amd64" };

/**
 * Writes an image of one layer into an OCI archive, under several names.
 *
 * @param layer folder that the image's files are in
 */
export async function writeImage(
	archive: string,
	layer: string,
	names: readonly string[],
	config: object,
): Promise<void> {
	const folder = `${archive}.unfinished`;
	const blobs = join(folder, "blobs", "sha256");
	mkdirSync(blobs, { recursive: true });
	const store = (content: Uint8Array | string) => {
		const bytes = Buffer.from(content);
		const hash = createHash("sha256").update(bytes).digest("hex");
		writeFileSync(join(blobs, hash), bytes);
		return { digest: `sha256:${hash}`, size: bytes.length };
	};
	const packed = join(folder, "layer.tar");
	await run(["tar", "--create", "--file", packed, "--directory", layer, "."]);
	const content = store(readFileSync(packed));
	rmSync(packed);
	const configuration = store(
		JSON.stringify({
			architecture: architectures[process.arch] ?? process.arch,
			os: "linux",
			config,
			rootfs: { type: "layers", diff_ids: [content.digest] },
		}),
	);
	const type = (name: string) => `application/vnd.oci.image.${name}`;
	const manifest = store(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: type("manifest.v1+json"),
			config: { mediaType: type("config.v1+json"), ...configuration },
			layers: [{ mediaType: type("layer.v1.tar"), ...content }],
		}),
	);
	writeFileSync(
		join(folder, "index.json"),
		JSON.stringify({
			schemaVersion: 2,
			manifests: names.map((name) => ({
				mediaType: type("manifest.v1+json"),
				...manifest,
				annotations: { "io.containerd.image.name": name },
			})),
		}),
	);
	writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
	const unfinished = `${archive}.part`;
	await run(["tar", "--create", "--file", unfinished, "--directory", folder, "."]);
	rmSync(folder, { recursive: true });
	renameSync(unfinished, archive);
}
