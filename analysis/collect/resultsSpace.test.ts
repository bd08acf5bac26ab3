import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { resultsProblem } from "./resultsSpace.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-space-"));
afterAll(() => rmSync(folder, { recursive: true }));
const plenty = () => 5000;

test("a folder that isn't there yet is judged by the one that it would be made in, and not made", () => {
	const results = join(folder, "a", "results");
	const asked: string[] = [];
	const free = (at: string) => {
		asked.push(at);
		return 5000;
	};
	expect(resultsProblem(results, free)).toBeNull();
	expect(asked).toEqual([folder]);
	expect(readdirSync(folder)).toEqual([]);
});

test("a disk that is nearly full is told with what is left, in whole mebibytes", () => {
	expect(resultsProblem(folder, () => 1023.9)).toBe(
		`Too little space is left for results at ${folder} (1023 MiB, and a run may take 1024): free some space there, or choose another folder with HOLDFAST_RESULTS.`,
	);
	expect(resultsProblem(folder, () => 1024)).toBeNull();
});

test("a folder whose disk doesn't answer is told with the reason", () => {
	const broken = () => {
		throw new Error("EIO: i/o error, statfs");
	};
	expect(resultsProblem(folder, broken)).toContain(`Results can't be written to ${folder} (EIO: i/o error, statfs): `);
});

test("a file in place of the folder is told", () => {
	const file = join(folder, "file");
	writeFileSync(file, "");
	expect(resultsProblem(file, plenty)).toContain("(it is no folder): ");
	rmSync(file);
});
