import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OperationRecord, operationRecord } from "../../schema/operation.ts";
import { readIntact } from "./ndjson.ts";
import { operationLines, readOperations } from "./operationLines.ts";

let folder: string;
let file: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-lines-"));
	file = join(folder, "operations.ndjson");
});
afterAll(() => rm(folder, { recursive: true }));

const time = fc.oneof(
	fc.double({ min: 1e-9, max: 1e11, noNaN: true }),
	fc.integer({ min: 1, max: 2e9 }),
	fc
		.tuple(fc.integer({ min: 1, max: 2e9 }), fc.integer({ min: 0, max: 9_999_999 }))
		.map(([seconds, ticks]) => seconds + ticks / 1e7),
);
const text = fc.oneof(
	fc.string(),
	fc.string({ unit: "binary" }),
	fc.constantFrom("constructor", "toString", "", "null", "a\u2028b", 'a"b'),
);
const count = fc.oneof(fc.nat(), fc.nat({ max: 3 }), fc.maxSafeNat());
const record = fc.record(
	{
		...{ pod: text, process: time, number: count, operation: count },
		type: fc.constantFrom("invoke", "ok", "fail", "unknown", "constructor"),
		kind: fc.constantFrom("load", "persist", "toString"),
		index: fc.option(count),
		state: fc.option(text),
		revision: fc.option(text),
		...{ intended: time, time, received: time, error: text },
	},
	{
		requiredKeys: [
			"pod",
			"process",
			"number",
			"operation",
			"type",
			"kind",
			"index",
			"state",
			"revision",
			"intended",
			"time",
			"received",
		],
	},
);
const usual = record.filter((each) => operationRecord.safeParse(each).success) as fc.Arbitrary<OperationRecord>;

const quickly = (line: string) => {
	const bytes = Buffer.from(line);
	return operationLines()(bytes, 0, bytes.length);
};

test("what is read quickly is what JSON and schema read; whatever else a line holds is left to them", () => {
	fc.assert(
		fc.property(record, (each) => {
			const line = JSON.stringify(each);
			const read = quickly(line);
			if (read === null) return;
			expect(read).toEqual(operationRecord.parse(JSON.parse(line)));
		}),
		{ numRuns: 2000 },
	);
});

test("a line with any byte changed, left out or put in is read as JSON and schema do, or not at all", () => {
	const damage = fc.record({
		at: fc.nat({ max: 400 }),
		removed: fc.nat({ max: 3 }),
		put: fc.string({ maxLength: 3 }),
	});
	fc.assert(
		fc.property(usual, damage, (each, { at, removed, put }) => {
			const line = JSON.stringify(each);
			const damaged = line.slice(0, at) + put + line.slice(at + removed);
			const read = quickly(damaged);
			if (read === null) return;
			expect(read).toEqual(operationRecord.parse(JSON.parse(damaged)));
		}),
		{ numRuns: 5000 },
	);
});

test("the recorder's own lines are read quickly", () => {
	const line =
		'{"pod":"pod-0","process":1796044270.320581,"number":7,"operation":6,"type":"unknown","kind":"persist","index":3,"state":"YQ==","revision":"4-a","intended":1796044272.0603552,"time":1796044272.0610747,"received":1796044272.094212,"error":"timed out"}';
	expect(quickly(line)).toEqual(JSON.parse(line));
	expect(quickly(line.replace(',"error":"timed out"', ""))).not.toBeNull();
});

test("a file is read as JSON and schema read it, wherever it breaks and however it is cut into pieces", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(usual, { maxLength: 20 }), fc.nat({ max: 3000 }), async (records, cut) => {
			const all = records.map((each) => `${JSON.stringify(each)}\n`).join("");
			await writeFile(file, all.slice(0, Math.max(0, all.length - cut)));
			expect(await readOperations(file)).toEqual(await readIntact(file, operationRecord));
		}),
		{ numRuns: 50 },
	);
});

test("lines longer than what is read at once are read", async () => {
	const [long] = fc.sample(usual, 1) as [OperationRecord];
	const records = Array.from({ length: 3 }, (_, number) => ({
		...long,
		number,
		error: "x".repeat(1_500_000),
	}));
	await writeFile(file, records.map((each) => `${JSON.stringify(each)}\n`).join(""));
	expect((await readOperations(file)).records).toEqual(records);
});
