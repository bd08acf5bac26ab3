import fc from "fast-check";
import { expect, test } from "vitest";
import { undoParts } from "./undo.ts";

test("every part is tried each time, and in the end was undone once, whatever fails how often", () => {
	fc.assert(
		fc.property(fc.array(fc.nat({ max: 4 }), { maxLength: 6 }), (failuresOfParts) => {
			const tries = failuresOfParts.map(() => 0);
			const undone = failuresOfParts.map(() => 0);
			const undo = undoParts(
				failuresOfParts.map((failures, i) => ({
					what: `part ${i}`,
					undo() {
						tries[i] = (tries[i] ?? 0) + 1;
						if ((tries[i] ?? 0) <= failures) throw new Error("not now");
						undone[i] = (undone[i] ?? 0) + 1;
					},
				})),
			);
			const most = Math.max(0, ...failuresOfParts);
			for (let round = 1; round <= most; round++) {
				const left = failuresOfParts.flatMap((failures, i) => (failures >= round ? [`part ${i} (not now)`] : []));
				expect(undo).toThrow(`still stands: ${left.join("; ")}`);
			}
			undo();
			expect(undone).toEqual(failuresOfParts.map(() => 1));
			expect(tries).toEqual(failuresOfParts.map((failures) => failures + 1));
		}),
	);
});

test("whoever asks again after everything was undone has everything undone anew", () => {
	const undone: string[] = [];
	const undo = undoParts(["a", "b"].map((what) => ({ what, undo: () => undone.push(what) })));
	undo();
	undo();
	expect(undone).toEqual(["a", "b", "a", "b"]);
});
