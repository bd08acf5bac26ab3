import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../toolchain/run.ts";
import type { NodeImages } from "../native/archives.ts";
import { registryReference } from "./registry.ts";

/**
 * Pushes images out of their archives, with the credentials of `buildah login` or `docker login`.
 * An authority that the machine doesn't trust is one that `SSL_CERT_FILE` names.
 *
 * @param registry such as `registry.example.com/team`
 * @param names of the images to push
 * @param environment of buildah, beside this process's own
 * @throws Error with buildah's last words
 */
export async function pushImages(
	registry: string,
	archives: NodeImages["archives"],
	names: (name: string) => boolean,
	environment: Readonly<Record<string, string>> = {},
): Promise<void> {
	const store = mkdtempSync(join(tmpdir(), "holdfast-push-"));
	const buildah = (...command: string[]) =>
		run(
			[
				...["buildah", "--root", join(store, "root")],
				...["--runroot", join(store, "run"), "--storage-driver", "vfs"],
				...command,
			],
			{ environment },
		);
	try {
		for (const { archive, references } of archives) {
			for (const [name, { reference }] of Object.entries(references)) {
				if (!names(name)) continue;
				const target = registryReference(reference, registry);
				console.error(`pushing ${target}`);
				const id = await buildah("pull", `oci-archive:${archive}:${reference}`);
				await buildah("push", id.trim(), `docker://${target}`);
			}
		}
	} finally {
		rmSync(store, { recursive: true, force: true });
	}
}
