import fc from "fast-check";
import { expect, test } from "vitest";
import { mostNodes } from "./nodes.ts";
import { nodesFlag, nodesIn } from "./nodesFlag.ts";

test("as many nodes are read as are written, beside other words", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: mostNodes }), (count) => {
			expect(nodesIn(["up.ts", "--study", ...nodesFlag(count)])).toBe(count);
		}),
	);
});

test("one node needs no word, so that its command stays what it was", () => {
	expect(nodesFlag(1)).toEqual([]);
});
