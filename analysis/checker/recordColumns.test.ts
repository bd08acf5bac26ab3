import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { plainRecord, RecordColumns } from "./recordColumns.ts";

const pod = "pod-0";
const time = fc.double({ min: 1e-9, max: 1e11, noNaN: true });
const record: fc.Arbitrary<OperationRecord> = fc.record(
	{
		pod: fc.constant(pod),
		...{ process: time, number: fc.maxSafeNat(), operation: fc.maxSafeNat() },
		type: fc.constantFrom("invoke", "ok", "fail", "unknown"),
		kind: fc.constantFrom("load", "persist"),
		index: fc.option(fc.maxSafeNat()),
		...{ state: fc.option(fc.string()), revision: fc.option(fc.string()) },
		...{ intended: time, time, received: time, error: fc.string() },
	},
	{
		requiredKeys: [
			...(["pod", "process", "number", "operation", "type", "kind"] as const),
			...(["index", "state", "revision", "intended", "time"] as const),
			"received",
		],
	},
);

test("records come out as they went in, key by key and in their order, as often as they are asked for", () => {
	fc.assert(
		fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 5000 }), (some, count) => {
			const records = Array.from({ length: count }, (_, i) => some[i % some.length] as OperationRecord);
			const columns = new RecordColumns(pod);
			for (const each of records) columns.push(each);
			expect(JSON.stringify([...columns])).toBe(JSON.stringify(records));
			expect([...columns]).toHaveLength(count);
			expect(columns).toHaveLength(count);
			expect([...columns.inPlace()].map(plainRecord)).toEqual(records);
		}),
		{ numRuns: 30 },
	);
});
