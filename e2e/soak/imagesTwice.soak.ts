import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chosenBuilder } from "../../toolchain/imageBuilder.ts";
import { builtImages, readImages } from "../../toolchain/images.ts";
import { buildImagesInto } from "../../toolchain/setup/imageBuild.ts";

// Docker 20.10 puts the time of the build into configurations and folders.
test.skipIf(chosenBuilder() === "docker")(
	"the same sources make the same images again, but for the member's, which holds what the JVM wrote",
	async () => {
		const parent = mkdtempSync(join(tmpdir(), "holdfast-twice-"));
		try {
			const folder = join(parent, "images");
			await buildImagesInto(folder, { update() {}, done() {} });
			expect(stable(readImages(folder))).toEqual(stable(builtImages()));
		} finally {
			rmSync(parent, { recursive: true, force: true });
		}
	},
	600_000,
);

function stable(images: ReturnType<typeof readImages>) {
	const { hazelcast, ...others } = images?.references ?? {};
	expect(hazelcast).toBeDefined();
	return others;
}
