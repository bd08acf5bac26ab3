import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { correctHistory } from "../checker/exampleHistory.ts";
import { readOperationColumns, readParts } from "./operationColumns.ts";
import { readOperations } from "./operationLines.ts";

let folder: string;
let file: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-columns-"));
	file = join(folder, "operations.ndjson");
});
afterAll(() => rm(folder, { recursive: true }));

const persists = Array<"ok">(10).fill("ok");
const lines = ["pod-0", "pod-1", "pod-2"]
	.flatMap((pod) => correctHistory(pod, [{ persists }, { persists }]))
	.sort((a, b) => a.received - b.received)
	.map((record) => `${JSON.stringify(record)}\n`);

test("the parts of a file are read as the whole is, wherever it is damaged", async () => {
	const damage = fc.constantFrom("", "{}\n", "\n", '{"pod":"pod-0","pro');
	await fc.assert(
		fc.asyncProperty(
			fc.nat({ max: lines.length }),
			fc.nat({ max: lines.length }),
			damage,
			async (count, at, broken) => {
				await writeFile(file, lines.slice(0, count).toSpliced(at, 0, broken).join(""));
				const { records, damage } = await readOperationColumns(file, readParts, 0);
				const expected = await readOperations(file);
				expect(damage).toBe(expected.damage);
				expect([...records].map(([pod, mine]) => [pod, [...mine]])).toEqual([
					...Map.groupBy(expected.records, ({ pod }) => pod),
				]);
			},
		),
		{ numRuns: 200 },
	);
});
