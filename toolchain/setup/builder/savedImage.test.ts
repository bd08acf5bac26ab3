import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { addSavedImage, type Descriptor } from "./savedImage.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-saved-"));
afterAll(() => rmSync(folder, { recursive: true }));

const saved = join(folder, "saved");
const layout = join(folder, "layout");
let added: Map<string, Descriptor>;
beforeEach(() => {
	rmSync(layout, { recursive: true, force: true });
	added = new Map();
});

const sha256 = (content: string | Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`;
const blob = (digest: string) => readFileSync(join(layout, "blobs", digest.replace(":", "/")));

/** As `docker save` lays it out; the layers' content stands for their tars. */
function save(layers: readonly (string | Uint8Array)[], images = 1): void {
	rmSync(saved, { recursive: true, force: true });
	mkdirSync(saved);
	const diffIds = layers.map((layer) => sha256(typeof layer === "string" ? layer : gunzipSync(layer)));
	writeFileSync(join(saved, "config.json"), JSON.stringify({ rootfs: { diff_ids: diffIds } }));
	for (const [index, layer] of layers.entries()) {
		writeFileSync(join(saved, `${index}.tar`), layer);
	}
	const image = {
		Config: "config.json",
		Layers: layers.map((_, index) => `${index}.tar`),
	};
	writeFileSync(join(saved, "manifest.json"), JSON.stringify(Array(images).fill(image)));
}

function manifestOf(digest: string): {
	config: Descriptor;
	layers: Descriptor[];
} {
	return JSON.parse(blob(digest).toString());
}

test("a saved image is in the layout under its reference, with its layers compressed", async () => {
	save(["base", "program"]);
	const digest = await addSavedImage(saved, "a.local/app:1", layout, added);
	const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
	expect(index.manifests).toMatchObject([
		{
			digest,
			annotations: { "org.opencontainers.image.ref.name": "a.local/app:1" },
		},
	]);
	const { config, layers } = manifestOf(digest);
	expect(blob(config.digest).length).toBe(config.size);
	expect(layers.map(({ digest }) => gunzipSync(blob(digest)).toString())).toEqual(["base", "program"]);
	for (const { digest, size } of layers) {
		expect(sha256(blob(digest))).toBe(digest);
		expect(blob(digest)).toHaveLength(size);
	}
});

test("images share a layer, and one image doesn't push out another", async () => {
	save(["base", "one"]);
	const first = await addSavedImage(saved, "one", layout, added);
	save(["base", "two"]);
	const second = await addSavedImage(saved, "two", layout, added);
	expect(manifestOf(second).layers[0]).toEqual(manifestOf(first).layers[0]);
	const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
	expect(index.manifests).toHaveLength(2);
});

test("a layer that is compressed already is taken as it is", async () => {
	const compressed = gzipSync("base", { level: 1 });
	save([compressed]);
	const digest = await addSavedImage(saved, "a", layout, added);
	expect(manifestOf(digest).layers[0]?.digest).toBe(sha256(compressed));
});

test("the same image has the same digest again", async () => {
	save(["base"]);
	const digest = await addSavedImage(saved, "a", layout, added);
	rmSync(layout, { recursive: true });
	expect(await addSavedImage(saved, "a", layout, new Map())).toBe(digest);
});

test("an archive of two images is refused", async () => {
	save(["base"], 2);
	await expect(addSavedImage(saved, "a", layout, added)).rejects.toThrow('"docker save a" wrote 2 images, and not one');
});
