import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../run.ts";
import { type Builder, buildParameters } from "./builder.ts";

/**
 * Buildah, or Podman, which builds with the same library: with a store of its own, and without a
 * daemon.
 */
export function containersBuilder(program: "buildah" | "podman", folder: string): Builder {
	mkdirSync(folder, { recursive: true });
	const digestFile = join(folder, "digest");
	const storage = [
		...["--root", join(folder, "root"), "--runroot", join(folder, "run")],
		...["--storage-driver", "vfs"],
		// Podman keeps locks and a database of containers beside the store.
		...(program === "podman" ? ["--tmpdir", join(folder, "tmp")] : []),
	];
	const call = (...command: string[]) => run([program, ...storage, ...command]);
	return {
		async pull(reference) {
			await call("pull", "--quiet", reference);
		},
		async build(order) {
			await call(
				"build",
				// Only the member's class-data archive is made by running something: what we know anyway.
				...["--isolation", "chroot", "--layers=false"],
				// The same sources make the same bytes, whenever and by whichever version they are built.
				...["--timestamp", "0", "--identity-label=false"],
				...buildParameters(order),
			);
		},
		async addToLayout(reference, layout) {
			await call("push", ...["--digestfile", digestFile], reference, `oci:${layout}:${reference}`);
			return readFileSync(digestFile, "utf8").trim();
		},
		async close() {
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
