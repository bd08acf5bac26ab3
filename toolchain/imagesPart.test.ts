import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImagesPart } from "./imagesPart.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-part-"));
const archive = join(folder, "whole.tar");
const part = join(folder, "part.tar");

/** An archive of two images that share a layer. */
beforeAll(async () => {
	const layout = join(folder, "layout");
	const blobs = join(layout, "blobs", "sha256");
	mkdirSync(blobs, { recursive: true });
	const store = (content: string) => {
		const hash = createHash("sha256").update(content).digest("hex");
		writeFileSync(join(blobs, hash), content);
		return { digest: `sha256:${hash}` };
	};
	const shared = store("shared");
	const image = (name: string) => ({
		...store(
			JSON.stringify({
				config: store(`config of ${name}`),
				layers: [shared, store(`layer of ${name}`)],
			}),
		),
		annotations: {
			"org.opencontainers.image.ref.name": `holdfast.local/${name}:1`,
		},
	});
	writeFileSync(
		join(layout, "index.json"),
		JSON.stringify({ schemaVersion: 2, manifests: ["app", "etcd"].map(image) }),
	);
	await run(["tar", "--create", "--file", archive, "--directory", layout, "."]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a part holds the images that are asked for, whole, and nothing of the others", async () => {
	await writeImagesPart(archive, part, ["holdfast.local/app:1"]);
	const out = join(folder, "out");
	mkdirSync(out);
	await run(["tar", "--extract", "--file", part, "--directory", out]);
	const { manifests } = JSON.parse(readFileSync(join(out, "index.json"), "utf8"));
	expect(manifests).toHaveLength(1);
	const blobs = join(out, "blobs", "sha256");
	const contents = readdirSync(blobs).map((name) => readFileSync(join(blobs, name), "utf8"));
	expect(contents.filter((text) => !text.startsWith("{")).sort()).toEqual(["config of app", "layer of app", "shared"]);
});

test("an image that the archive doesn't have is told, and nothing is written", async () => {
	const nowhere = join(folder, "nowhere.tar");
	await expect(writeImagesPart(archive, nowhere, ["holdfast.local/liar:1"])).rejects.toThrow(
		`${archive} has no image holdfast.local/liar:1.`,
	);
	expect(existsSync(nowhere)).toBe(false);
});
