import {
	copyFileSync,
	cpSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { bundleImages } from "../../images/bundle.ts";
import { cacheFolder, checkout } from "../cache.ts";
import {
	javaRoot,
	nodeRoot,
	prometheusFolder,
	rootArchive,
} from "../debian.ts";
import { hazelcastJar } from "../hazelcast.ts";
import { imageNames, imageReference, imagesFolder } from "../images.ts";
import { run } from "../run.ts";
import { progress } from "./progress.ts";

/** Builds all images into one OCI archive, in which they share their base. */
export async function buildImages(): Promise<void> {
	const show = progress("building the images");
	const folder = imagesFolder();
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	const stage = join(unfinished, "stage");
	const layout = join(unfinished, "layout");
	const digestFile = join(unfinished, "digest");

	show.update("bundling");
	await bundleImages(stage);
	stageFiles(stage);
	for (const base of ["base", "java"]) {
		await build(join(stage, base), baseReference(base));
	}
	const references: Record<string, { reference: string; digest: string }> = {};
	for (const name of imageNames) {
		show.update(name);
		const reference = imageReference(name);
		await build(join(stage, name), reference, [
			"--build-arg",
			`BASE=${baseReference(name === "hazelcast" ? "java" : "base")}`,
		]);
		await buildah(
			"push",
			...["--digestfile", digestFile],
			reference,
			`oci:${layout}:${reference}`,
		);
		references[name] = { reference, digest: readFileSync(digestFile, "utf8") };
	}
	await run(["tar", "-cf", join(unfinished, "images.tar"), "-C", layout, "."]);
	writeFileSync(
		join(unfinished, "images.json"),
		JSON.stringify(references, null, "\t"),
	);
	for (const path of [stage, layout, digestFile])
		rmSync(path, { recursive: true });
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	rmSync(store, { recursive: true, force: true });
	show.done("built");
}

/** What other images stand on; it never leaves this machine's store. */
function baseReference(name: string): string {
	return `holdfast.local/${name}:latest`;
}

/** Puts beside each bundle what its Dockerfile copies. */
function stageFiles(stage: string): void {
	for (const name of ["base", "java", ...imageNames]) {
		mkdirSync(join(stage, name), { recursive: true });
		cpSync(
			join(checkout, "images", name, "Dockerfile"),
			join(stage, name, "Dockerfile"),
		);
	}
	copyFileSync(rootArchive(nodeRoot), join(stage, "base", "rootfs.tar"));
	copyFileSync(rootArchive(javaRoot), join(stage, "java", "rootfs.tar"));
	cpSync(join(checkout, "images", "hazelcast"), join(stage, "hazelcast"), {
		recursive: true,
	});
	const lib = join(stage, "hazelcast", "lib");
	mkdirSync(lib);
	copyFileSync(hazelcastJar(), join(lib, basename(hazelcastJar())));
	copyFileSync(process.execPath, join(stage, "base", "node"));
	copyFileSync("/usr/bin/catatonit", join(stage, "pause", "catatonit"));
	copyFileSync(
		join(prometheusFolder(), "usr", "bin", "prometheus"),
		join(stage, "prometheus", "prometheus"),
	);
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
