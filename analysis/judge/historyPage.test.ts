import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { position } from "../checker/exampleHistory.ts";

const page = join(import.meta.dirname, "../../docs/history.md");
const judge = join(import.meta.dirname, "../judge.ts");

let folder: string;
let examples: [string, string][];
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-history-"));
	const text = await readFile(page, "utf8");
	examples = Array.from(text.matchAll(/^`(\w+\.ndjson)`.*\n\n```json\n([^`]*)```$/gm), ([, name = "", lines = ""]) => [
		name,
		lines,
	]);
	for (const [name, lines] of examples) {
		await writeFile(join(folder, name), lines);
	}
});
afterAll(() => rm(folder, { recursive: true }));

test("everything holds of the example in docs/history.md", async () => {
	expect(examples.map(([name]) => name)).toEqual(["operations.ndjson", "events.ndjson", "reads.ndjson"]);
	const { stdout } = await promisify(execFile)(process.execPath, [judge, folder]);
	expect(stdout).toContain(": all properties hold\n");
});

test("each line of it is needed: without one, something is unknown", async () => {
	for (const [name, lines] of examples) {
		const all = lines.trimEnd().split("\n");
		for (const [i] of all.entries()) {
			const rest = all.toSpliced(i, 1);
			await writeFile(join(folder, name), rest.map((line) => `${line}\n`).join(""));
			const ended = promisify(execFile)(process.execPath, [judge, folder]);
			await expect(ended).rejects.toMatchObject({ code: 5 });
		}
		await writeFile(join(folder, name), lines);
	}
});

test("its state is the one of its chain", () => {
	expect(examples[0]?.[1]).toContain(position("account-7", 0).state);
});
