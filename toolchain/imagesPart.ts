import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run.ts";

/** What a manifest, or an index of them, says of another file of the archive. */
interface Descriptor {
	digest: string;
	annotations?: Record<string, string>;
}

interface Manifest {
	config?: Descriptor;
	layers?: Descriptor[];
	manifests?: Descriptor[];
}

/** Under which annotations builders keep an image's name. */
const nameAnnotations = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

/**
 * Writes an OCI archive that holds only some of another's images: a node that is given what it
 * doesn't run takes time and disk for it.
 *
 * @param references of the images to keep, as a Pod's `image` says them
 * @throws Error when the archive has none of such a name
 */
export async function writeImagesPart(archive: string, target: string, references: readonly string[]): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-images-"));
	try {
		await run(["tar", "--extract", "--file", archive, "--directory", folder]);
		const index = join(folder, "index.json");
		const { manifests = [], ...rest } = readJson(index);
		const kept = references.map((reference) => {
			const found = manifests.find((each) => isNamed(each, reference));
			if (found) return found;
			throw new Error(`${archive} has no image ${reference}.`);
		});
		writeFileSync(index, JSON.stringify({ ...rest, manifests: kept }));
		const blobs = join(folder, "blobs", "sha256");
		const needed = new Set(kept.flatMap((each) => filesOf(blobs, each)));
		for (const name of readdirSync(blobs)) {
			if (!needed.has(name)) rmSync(join(blobs, name));
		}
		mkdirSync(join(target, ".."), { recursive: true });
		await run(["tar", "--create", "--file", target, "--directory", folder, "."]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function isNamed({ annotations = {} }: Descriptor, reference: string): boolean {
	return nameAnnotations.some((name) => annotations[name] === reference);
}

/** Names of the files that an image, or a list of images, consists of. */
function filesOf(blobs: string, { digest }: Descriptor): string[] {
	const name = digest.slice(digest.indexOf(":") + 1);
	const { config, layers = [], manifests = [] } = readJson(join(blobs, name));
	return [
		name,
		...[...(config ? [config] : []), ...layers].map((each) => each.digest.slice(each.digest.indexOf(":") + 1)),
		...manifests.flatMap((each) => filesOf(blobs, each)),
	];
}

function readJson(path: string): Manifest {
	return JSON.parse(readFileSync(path, "utf8"));
}
