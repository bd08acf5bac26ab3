import fc from "fast-check";
import { expect, test } from "vitest";
import { byteRange } from "./byteRange.ts";

test.each([
	["bytes=0-", { first: 0, last: 99 }],
	["bytes=40-", { first: 40, last: 99 }],
	["bytes=40-59", { first: 40, last: 59 }],
	["bytes=40-40", { first: 40, last: 40 }],
	["bytes=40-1000", { first: 40, last: 99 }],
	["bytes=-30", { first: 70, last: 99 }],
	["bytes=-1000", { first: 0, last: 99 }],
	["bytes=100-", "none"],
	["bytes=-0", "none"],
	[undefined, "whole"],
	["bytes=-", "whole"],
	["bytes=60-40", "whole"],
	["bytes=0-9,20-29", "whole"],
	["lines=0-9", "whole"],
])("%s of a hundred bytes", (header, part) => {
	expect(byteRange(header, 100)).toEqual(part);
});

test.each(["bytes=0-", "bytes=-5", "bytes=0-0"])("an empty file holds nothing of %s", (header) => {
	expect(byteRange(header, 0)).toBe("none");
});

test("pieces one after the other make the whole file, once", () => {
	fc.assert(
		fc.property(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 60 }), (sizeBytes, pieceBytes) => {
			const numbers: number[] = [];
			for (;;) {
				const from = numbers.length;
				const range = byteRange(`bytes=${from}-${from + pieceBytes - 1}`, sizeBytes);
				if (typeof range === "string") break;
				for (let i = range.first; i <= range.last; i++) numbers.push(i);
			}
			expect(numbers).toEqual(Array.from({ length: sizeBytes }, (_, i) => i));
		}),
	);
});
