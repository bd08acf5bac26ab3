/**
 * Pushes the images that a stack's Pods run to a registry, with the credentials of `buildah login` or `docker login`.
 *
 *     node push.ts <registry> [--study]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../toolchain/run.ts";
import { nodeImages, studyFlag } from "../native/archives.ts";
import { registryReference } from "./registry.ts";

/** The charts bring what these are for, and the cluster its own sandbox. */
const notPushed = ["pause", "store", "prometheus"];

async function push(registry: string, study: boolean): Promise<void> {
	const { archives } = nodeImages({ study });
	const store = mkdtempSync(join(tmpdir(), "holdfast-push-"));
	const buildah = (...command: string[]) =>
		run([
			...["buildah", "--root", join(store, "root")],
			...["--runroot", join(store, "run"), "--storage-driver", "vfs"],
			...command,
		]);
	try {
		for (const { archive, references } of archives) {
			for (const [name, { reference }] of Object.entries(references)) {
				if (notPushed.includes(name)) continue;
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

const [registry = ""] = process.argv.slice(2);
try {
	await push(registry, process.argv.includes(studyFlag));
} catch (error) {
	console.error(
		`The images can't be pushed to ${registry} (log in with "buildah login", or name another with "pulumi config set registry …"): ${(error as Error).message}`,
	);
	process.exit(1);
}
