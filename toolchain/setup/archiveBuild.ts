import { copyFileSync, cpSync, lutimesSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../schema/checkout.ts";
import { javaRoot, nodeRoot, rootArchive } from "../debian.ts";
import { type BaseName, baseReference, chosenBases } from "../imageBases.ts";
import { chosenBuilder } from "../imageBuilder.ts";
import { type Image, imageFiles } from "../images.ts";
import { run } from "../run.ts";
import { noteWhole } from "../wholeness.ts";
import type { Builder } from "./builder/builder.ts";
import { openBuilder } from "./builder/open.ts";
import type { Progress } from "./progress.ts";

/** What the local bases are made of. */
const roots = { base: nodeRoot, java: javaRoot } as const;

/** An archive of images to be built. */
export interface ArchiveOrder {
	/** Where it will be, with the list of what it holds; there only when it is complete. */
	folder: string;
	/** Puts the build context of each image into a folder of its name below `stage`. */
	stage(stage: string): Promise<void>;
	images: readonly {
		name: string;
		reference: string;
		base?: BaseName;
		/** Of what the image is for; empty where nobody knows it. */
		version: string;
	}[];
}

/** Builds images into one OCI archive, in which they share their bases. */
export async function buildArchive(order: ArchiveOrder, show: Progress): Promise<void> {
	const unfinished = `${order.folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	try {
		const { archive, list } = imageFiles(unfinished);
		const layout = join(unfinished, "layout");
		const references = await buildLayout(order, unfinished, layout, show);
		await run([
			...["tar", "--sort=name", "--mtime=@0"],
			...["--owner=0", "--group=0", "--numeric-owner"],
			...["-cf", archive, "-C", layout, "."],
		]);
		rmSync(layout, { recursive: true });
		writeFileSync(list, JSON.stringify(references, null, "\t"));
		noteWhole(archive, list);
		rmSync(order.folder, { recursive: true, force: true });
		renameSync(unfinished, order.folder);
	} finally {
		rmSync(unfinished, { recursive: true, force: true });
	}
}

async function buildLayout(
	{ stage: stageImages, images }: ArchiveOrder,
	folder: string,
	layout: string,
	show: Progress,
): Promise<Record<string, Image>> {
	const stage = join(folder, "stage");
	const bases = chosenBases();
	const builder = openBuilder(chosenBuilder(), join(folder, "store"));
	try {
		await stageImages(stage);
		stripTimes(stage);
		await (bases === "local" ? buildBases : pullBases)(
			new Set(images.flatMap(({ base }) => base ?? [])),
			stage,
			builder,
			show,
		);
		const references: Record<string, Image> = {};
		for (const { name, reference, base, version } of images) {
			show.update(name);
			const from = base && baseReference(base, bases);
			await builder.build({
				context: join(stage, name),
				reference,
				...(from && { base: from }),
				labels: {
					...(version && { "org.opencontainers.image.version": version }),
					...(from && { "org.opencontainers.image.base.name": from }),
				},
			});
			const digest = await builder.addToLayout(reference, layout);
			references[name] = { reference, digest };
		}
		return references;
	} finally {
		rmSync(stage, { recursive: true, force: true });
		await builder.close();
	}
}

async function buildBases(
	needed: ReadonlySet<BaseName>,
	stage: string,
	builder: Builder,
	show: Progress,
): Promise<void> {
	for (const base of needed) {
		show.update(base);
		const context = join(stage, base);
		stageBase(base, context);
		stripTimes(context);
		await builder.build({
			context,
			reference: baseReference(base, "local"),
			labels: {},
		});
	}
}

async function pullBases(
	needed: ReadonlySet<BaseName>,
	_stage: string,
	builder: Builder,
	show: Progress,
): Promise<void> {
	for (const base of needed) {
		const reference = baseReference(base, "upstream");
		show.update(reference);
		await builder.pull(reference).catch((error: Error) => {
			throw missingBase(reference, error);
		});
	}
}

/** Says that a base image can't be had, with the builder's last line. */
export function missingBase(reference: string, cause: Error): Error {
	const reason = cause.message.trim().split("\n").at(-1);
	return new Error(
		`The base image ${reference} can't be had (${reason}): is it in its registry, and can that be reached from here? Without HOLDFAST_BASES=upstream, the bases are made here of Debian's packages.`,
		{ cause },
	);
}

function stageBase(base: BaseName, context: string): void {
	mkdirSync(context, { recursive: true });
	cpSync(join(checkout, "images", base, "Dockerfile"), join(context, "Dockerfile"));
	copyFileSync(rootArchive(roots[base]), join(context, "rootfs.tar"));
	if (base === "base") copyFileSync(process.execPath, join(context, "node"));
}

/** Docker keeps the files' times in its layers: they must not say when the set-up ran. */
function stripTimes(folder: string): void {
	for (const entry of readdirSync(folder, {
		recursive: true,
		withFileTypes: true,
	})) {
		lutimesSync(join(entry.parentPath, entry.name), 0, 0);
	}
}
