import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../run.ts";
import { type Builder, buildParameters } from "./builder.ts";
import { addSavedImage, type Descriptor } from "./savedImage.ts";

/** BuildKit, because the older builder refuses `COPY --chmod`. */
const environment = { DOCKER_BUILDKIT: "1" };

/**
 * Docker, with the daemon that its command line is set up for. Images lie in the daemon's store
 * while they are built, and leave it by `docker save`.
 */
export function dockerBuilder(folder: string): Builder {
	mkdirSync(folder, { recursive: true });
	const built = new Set<string>();
	const layers = new Map<string, Descriptor>();
	return {
		async pull(reference) {
			await run(["docker", "pull", "--quiet", reference]);
		},
		async build(order) {
			await run(
				[
					...["docker", "build"],
					// BuildKit 0.11 and newer take it as the time of the image; older ones put in that of the
					// build.
					...["--build-arg", "SOURCE_DATE_EPOCH=0"],
					...buildParameters(order),
				],
				{ environment },
			);
			built.add(order.reference);
		},
		async addToLayout(reference, layout) {
			const archive = join(folder, "saved.tar");
			const unpacked = join(folder, "saved");
			mkdirSync(unpacked);
			await run(["docker", "save", "--output", archive, reference]);
			await run(["tar", "-xf", archive, "-C", unpacked]);
			const digest = await addSavedImage(unpacked, reference, layout, layers);
			for (const path of [archive, unpacked]) rmSync(path, { recursive: true });
			return digest;
		},
		async close() {
			if (built.size) await run(["docker", "image", "rm", ...built]);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
