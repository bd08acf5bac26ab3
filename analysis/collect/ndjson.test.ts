import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { readIntact } from "./ndjson.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-ndjson-"));
});
afterEach(() => rm(folder, { recursive: true }));

const schema = z.strictObject({ text: z.string() });
type Row = z.infer<typeof schema>;

async function readBack(content: string | Buffer) {
	const file = join(folder, "rows.ndjson");
	await writeFile(file, content);
	return readIntact(file, schema, "rows.ndjson");
}

const written = (rows: readonly Row[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

const rows = fc.array(fc.record({ text: fc.string({ unit: "grapheme" }) }), {
	minLength: 1,
	maxLength: 20,
});

test("what is written is read back, whatever the texts", async () => {
	await fc.assert(
		fc.asyncProperty(rows, async (all) => {
			expect(await readBack(written(all))).toEqual({
				records: all,
				damage: null,
			});
		}),
		{ numRuns: 50 },
	);
});

test("a file that is longer than what is read at once is whole", async () => {
	const all = Array.from({ length: 3 }, (_, i) => ({
		text: `${i}ä`.repeat(700_000),
	}));
	const { records, damage } = await readBack(written(all));
	expect(damage).toBeNull();
	expect(records).toEqual(all);
});

test("wherever a file is cut within a line, the lines before are kept and the cut is named", async () => {
	await fc.assert(
		fc.asyncProperty(rows, fc.nat(), async (all, anywhere) => {
			const bytes = written(all);
			const cut = bytes.subarray(0, anywhere % bytes.length);
			const { records, damage } = await readBack(cut);
			expect(records).toEqual(all.slice(0, records.length));
			const whole = written(records).length === cut.length;
			expect(damage).toBe(whole ? null : `rows.ndjson, line ${records.length + 1}: the file ends within this line.`);
		}),
		{ numRuns: 100 },
	);
});

test("a broken byte within a text is damage, and no other text", async () => {
	const bytes = written([{ text: "one" }, { text: "two" }, { text: "three" }]);
	bytes[bytes.indexOf("two")] = 0xff;
	expect(await readBack(bytes)).toEqual({
		records: [{ text: "one" }],
		damage: "rows.ndjson, line 2: this is not UTF-8.",
	});
});

test("control characters of a damaged line don't reach the terminal", async () => {
	const { damage } = await readBack('{"text":"one"}\n\0\u001b[31m\n');
	expect(damage).toBe("rows.ndjson, line 2: this is not JSON: \ufffd\ufffd[31m.");
});

test("a line that is JSON and no record is told by its fields", async () => {
	const { damage } = await readBack('{"text":1}\n');
	expect(damage).toMatch(/^rows\.ndjson, line 1: "text": .*\.$/);
});
