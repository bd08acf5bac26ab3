import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "holdfast-notebooks-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function notebooksOf(tablesFile: string) {
	const script = join(import.meta.dirname, "notebooks.ts");
	const { status, stdout, stderr } = spawnSync(process.execPath, [script, "--tables", tablesFile], {
		encoding: "utf8",
	});
	return { status, stdout, stderr };
}

test("without tables, one sentence says what to do", () => {
	const missing = join(folder, "none.json");
	expect(notebooksOf(missing)).toEqual({
		status: 1,
		stdout: "",
		stderr: `There is no ${missing}, whose runs the notebooks show: run "npm run figures" first.\n`,
	});
});

test.each([
	["no group", "[]"],
	["a file that was cut off", '[{"name":'],
])("with %s, one sentence says what to do", (_what, text) => {
	const file = join(folder, "tables.json");
	writeFileSync(file, text);
	expect(notebooksOf(file)).toEqual({
		status: 1,
		stdout: "",
		stderr: `There are no runs in ${file}, or it was cut off: run "npm run figures" again when there are complete runs.\n`,
	});
});
