import fc from "fast-check";
import { expect, it } from "vitest";
import { modeOrder, modesInOrder } from "./modesInOrder.ts";

it("has a place for each known mode, and the others after them by name", () => {
	expect(modesInOrder(["toy", "another", ...modeOrder.toReversed()])).toEqual([...modeOrder, "another", "toy"]);
});

it("doesn't depend on the order given, and has each mode once", () => {
	const mode = fc.oneof(fc.constantFrom(...modeOrder), fc.string());
	fc.assert(
		fc.property(fc.array(mode), (modes) => {
			const ordered = modesInOrder(modes);
			expect(modesInOrder(modes.toReversed())).toEqual(ordered);
			expect(new Set(ordered)).toEqual(new Set(modes));
			expect(ordered).toHaveLength(new Set(modes).size);
		}),
	);
});
