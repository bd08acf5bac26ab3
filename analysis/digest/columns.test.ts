import fc from "fast-check";
import { expect, test } from "vitest";
import { fromColumns, toColumns } from "./columns.ts";

const cell = fc.oneof(fc.string(), fc.integer({ min: -9999, max: 9999 }), fc.boolean(), fc.constant(null));

test("rows come back from columns as they were", () => {
	const rows = fc.array(fc.record({ mode: cell, value: cell, run: cell }));
	fc.assert(
		fc.property(rows, (some) => {
			expect(fromColumns(toColumns(some, 4))).toEqual(some);
		}),
	);
});

test("numbers keep the digits that count, whatever their size", () => {
	const rows = [{ value: 0.000123456 }, { value: 123456789 }];
	expect(toColumns(rows, 3).rows).toEqual([[0.000123], [123000000]]);
});

test("a column that some row has not is null there", () => {
	expect(toColumns([{ a: 1 }, { b: 2 }], 3)).toEqual({
		columns: ["a", "b"],
		rows: [
			[1, null],
			[null, 2],
		],
	});
});
