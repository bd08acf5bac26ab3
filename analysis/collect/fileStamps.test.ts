import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changesIn, stampsOf } from "./fileStamps.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-stamps-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder that nobody touched has no changes, and any other bytes are one", async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), async (before, after) => {
			const file = join(folder, "operations.ndjson");
			await writeFile(file, before);
			const files = await stampsOf(folder);
			expect(await changesIn(folder, { files })).toEqual([]);
			await writeFile(file, after);
			const isSame = Buffer.from(before).equals(Buffer.from(after));
			expect(await changesIn(folder, { files })).toHaveLength(isSame ? 0 : 1);
		}),
		{ numRuns: 30 },
	);
});

test("a file that is missing is named, one that was added doesn't matter, and lines are counted by their ends", async () => {
	await writeFile(join(folder, "operations.ndjson"), '{"a":"\u2028"}\n{}\n');
	const files = await stampsOf(folder);
	expect(files["operations.ndjson"]?.lines).toBe(2);
	await writeFile(join(folder, "notes.txt"), "mine");
	expect(await changesIn(folder, { files })).toEqual([]);
	await rm(join(folder, "operations.ndjson"));
	expect(await changesIn(folder, { files })).toEqual([expect.stringContaining("operations.ndjson is missing")]);
});

test("a history that lies there without its stamp is a change", async () => {
	await writeFile(join(folder, "reads.ndjson"), "");
	const { "reads.ndjson": _, ...files } = await stampsOf(folder);
	expect(await changesIn(folder, { files })).toEqual([expect.stringContaining("reads.ndjson was added after the run")]);
});
