import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { checkout } from "../../../schema/checkout.ts";

/** Whether the configuration names a file, and no image of a registry. */
export function isArchive(source: string): boolean {
	return /^[./]|\.(tar|tgz|tar\.gz)$/.test(source);
}

/** The file's path, which may be relative to the checkout. */
export function archivePath(source: string): string {
	return isAbsolute(source) ? source : join(checkout, source);
}

/**
 * Why an image can't be had, as far as it is known without asking a registry: one sentence; null
 * when nothing speaks against it.
 */
export function imageSourceProblem(source: string): string | null {
	return isArchive(source) && !existsSync(archivePath(source))
		? `There is no image archive at ${source}: name another, or an image of a registry, with "pulumi config set couchdbImage …".`
		: null;
}

/**
 * How buildah calls the image: of a registry, with the registry's name, or of an archive of
 * Docker's kind or of OCI's.
 *
 * @throws Error when the archive can't be read
 */
export function transportOf(source: string): string {
	if (!isArchive(source)) return `docker://${withRegistry(source)}`;
	const path = archivePath(source);
	const names = execFileSync("tar", ["--list", "--file", path], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
	}).split("\n");
	const oci = names.some((name) => /^(\.\/)?oci-layout$/.test(name));
	const docker = names.some((name) => /^(\.\/)?manifest\.json$/.test(name));
	if (!oci && !docker) throw new Error(`${source} holds no image`);
	// Docker's newer archives are both; its own list names the images.
	return `${docker ? "docker" : "oci"}-archive:${path}`;
}

/** As Docker reads a short name. */
export function withRegistry(reference: string): string {
	const [first = "", ...rest] = reference.split("/");
	if (rest.length === 0) return `docker.io/library/${reference}`;
	return /[.:]|^localhost$/.test(first) ? reference : `docker.io/${reference}`;
}
