import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addSavedImage } from "../builder/savedImage.ts";
import { imageDifferences } from "./differences.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-differences-"));
afterAll(() => rmSync(folder, { recursive: true }));
let archives = 0;

/** An archive of the image "member" of one layer with these files, by path. */
async function archive(files: Record<string, string>): Promise<string> {
	const place = join(folder, `${archives++}`);
	const saved = join(place, "saved");
	for (const [path, content] of Object.entries(files)) {
		const file = join(place, "root", path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	}
	mkdirSync(saved);
	const tar = ["--sort=name", "--mtime=@0", "-C", join(place, "root")];
	execFileSync("tar", [...tar, "-cf", join(saved, "0.tar"), "opt"]);
	writeFileSync(join(saved, "config.json"), '{"rootfs":{"diff_ids":[]}}');
	writeFileSync(
		join(saved, "manifest.json"),
		JSON.stringify([{ Config: "config.json", Layers: ["0.tar"] }]),
	);
	const layout = join(place, "layout");
	await addSavedImage(saved, "member", layout, new Map());
	execFileSync("tar", ["-cf", join(place, "a.tar"), "-C", layout, "."]);
	return join(place, "a.tar");
}

const classes = "opt/holdfast/classes.jsa";
const script = "opt/holdfast/start.sh";

test("the same images don't differ", async () => {
	const files = { [classes]: "a", [script]: "b" };
	expect(
		await imageDifferences(await archive(files), await archive(files)),
	).toEqual([]);
});

test("another class-data archive is no difference", async () => {
	const first = await archive({ [classes]: "a", [script]: "b" });
	const second = await archive({ [classes]: "another", [script]: "b" });
	expect(await imageDifferences(first, second)).toEqual([]);
});

test("another file beside the class-data archive is one", async () => {
	const first = await archive({ [classes]: "a", [script]: "b" });
	const second = await archive({ [classes]: "a", [script]: "c" });
	expect(await imageDifferences(first, second)).toEqual([
		expect.stringMatching(
			/^member is sha256:\w+ and sha256:\w+, with 1 of 1 layers unequal$/,
		),
	]);
});

test("a layer without a class-data archive has to be the same byte by byte", async () => {
	const first = await archive({ [script]: "b" });
	const second = await archive({ [script]: "c" });
	expect(await imageDifferences(first, second)).toHaveLength(1);
});
