import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../toolchain/run.ts";

/**
 * Writes an archive for `docker load` that holds an empty image for a processor that this machine
 * doesn't have.
 *
 * @returns its path
 */
export async function writeForeignImage(folder: string, name: string): Promise<string> {
	const image = join(folder, "foreign");
	mkdirSync(join(image, "empty"), { recursive: true });
	const layer = join(image, "layer.tar");
	await run(["tar", "--create", "--file", layer, "--directory", join(image, "empty"), "."]);
	const hash = createHash("sha256").update(readFileSync(layer)).digest("hex");
	writeFileSync(
		join(image, "config.json"),
		JSON.stringify({
			architecture: "s390x",
			os: "linux",
			config: {},
			rootfs: { type: "layers", diff_ids: [`sha256:${hash}`] },
		}),
	);
	writeFileSync(
		join(image, "manifest.json"),
		JSON.stringify([{ Config: "config.json", RepoTags: [name], Layers: ["layer.tar"] }]),
	);
	const archive = join(folder, "foreign.tar");
	await run([
		...["tar", "--create", "--file", archive, "--directory", image],
		...["manifest.json", "config.json", "layer.tar"],
	]);
	return archive;
}
