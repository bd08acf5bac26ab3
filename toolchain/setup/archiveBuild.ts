import {
	copyFileSync,
	cpSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheFolder, checkout } from "../cache.ts";
import { javaRoot, nodeRoot, rootArchive } from "../debian.ts";
import { type Image, imageFiles } from "../images.ts";
import { run } from "../run.ts";
import type { Progress } from "./progress.ts";

/** What other images stand on. */
const bases = { base: nodeRoot, java: javaRoot } as const;
type Base = keyof typeof bases;

/** An archive of images to be built. */
export interface ArchiveOrder {
	/** Where it will be, with the list of what it holds; there only when it is complete. */
	folder: string;
	/** Puts the build context of each image into a folder of its name below `stage`. */
	stage(stage: string): Promise<void>;
	images: readonly { name: string; reference: string; base: Base }[];
}

/** Builds images into one OCI archive, in which they share their bases. */
export async function buildArchive(
	{ folder, stage: stageImages, images }: ArchiveOrder,
	show: Progress,
): Promise<void> {
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	const stage = join(unfinished, "stage");
	const layout = join(unfinished, "layout");
	const digestFile = join(unfinished, "digest");
	const { archive, list } = imageFiles(unfinished);

	await stageImages(stage);
	for (const base of new Set(images.map(({ base }) => base))) {
		stageBase(base, join(stage, base));
		await build(join(stage, base), baseReference(base));
	}
	const references: Record<string, Image> = {};
	for (const { name, reference, base } of images) {
		show.update(name);
		await build(join(stage, name), reference, [
			"--build-arg",
			`BASE=${baseReference(base)}`,
		]);
		await buildah(
			"push",
			...["--digestfile", digestFile],
			reference,
			`oci:${layout}:${reference}`,
		);
		references[name] = { reference, digest: readFileSync(digestFile, "utf8") };
	}
	await run(["tar", "-cf", archive, "-C", layout, "."]);
	writeFileSync(list, JSON.stringify(references, null, "\t"));
	for (const path of [stage, layout, digestFile])
		rmSync(path, { recursive: true });
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	rmSync(store, { recursive: true, force: true });
}

/** A base never leaves this machine's store. */
function baseReference(base: Base): string {
	return `holdfast.local/${base}:latest`;
}

function stageBase(base: Base, context: string): void {
	mkdirSync(context, { recursive: true });
	cpSync(
		join(checkout, "images", base, "Dockerfile"),
		join(context, "Dockerfile"),
	);
	copyFileSync(rootArchive(bases[base]), join(context, "rootfs.tar"));
	if (base === "base") copyFileSync(process.execPath, join(context, "node"));
}

const store = join(cacheFolder, "buildah");

async function build(
	context: string,
	reference: string,
	options: readonly string[] = [],
): Promise<void> {
	await buildah(
		"build",
		// Only the member's class-data archive is made by running something: what we know anyway.
		...["--isolation", "chroot", "--layers=false"],
		// The same sources make the same bytes, whenever they are built.
		...["--timestamp", "0"],
		...options,
		...["--tag", reference],
		context,
	);
}

function buildah(command: string, ...parameters: string[]): Promise<string> {
	const storage = [
		"--root",
		join(store, "root"),
		"--runroot",
		join(store, "run"),
	];
	return run([
		"buildah",
		...storage,
		"--storage-driver",
		"vfs",
		command,
		...parameters,
	]);
}
