import fc from "fast-check";
import { expect, it } from "vitest";
import { type Box, overlap, placeLabels } from "./placeLabels.ts";

const area = { width: 370, height: 270, lineHeight: 17 };

const marks = fc.array(
	fc.record({
		x: fc.double({ min: 0, max: area.width, noNaN: true }),
		y: fc.double({ min: 0, max: area.height, noNaN: true }),
		widthPixels: fc.double({ min: 20, max: 115, noNaN: true }),
	}),
	{ minLength: 1, maxLength: 12 },
);

it("never lets two of up to twelve names overlap, nor one leave the plot", () => {
	fc.assert(
		fc.property(marks, (named) => {
			const boxes = placeLabels(named, [], area).map(({ box }) => box);
			expect(boxes).toHaveLength(named.length);
			for (const [i, box] of boxes.entries()) {
				expect(inside(box)).toBe(true);
				for (const other of boxes.slice(i + 1)) {
					expect(overlap(box, other)).toBe(false);
				}
			}
		}),
		{ numRuns: 50 },
	);
});

it("keeps twelve names apart whose marks lie on one spot, with lines to those far away", () => {
	const named = Array.from({ length: 12 }, () => ({
		x: 20,
		y: 255,
		widthPixels: 100,
	}));
	const placed = placeLabels(named, [], area);
	const boxes = placed.map(({ box }) => box);
	expect(
		boxes.some((box, i) =>
			boxes.slice(i + 1).some((other) => overlap(box, other)),
		),
	).toBe(false);
	expect(placed[0]?.leaderEnd).toBeNull();
	expect(placed.at(-1)?.leaderEnd).not.toBeNull();
});

it("puts a lone name to the right of its mark, and at the right edge to the left", () => {
	const at = (x: number) =>
		placeLabels([{ x, y: 100, widthPixels: 60 }], [], area)[0]?.box.left;
	expect(at(50)).toBe(58);
	expect(at(360)).toBe(292);
});

it("leaves marks visible", () => {
	const mark = { left: 60, top: 90, width: 20, height: 20 };
	const [placed] = placeLabels(
		[{ x: 50, y: 100, widthPixels: 60 }],
		[mark],
		area,
	);
	expect(overlap(placed?.box as Box, mark)).toBe(false);
});

function inside({ left, top, width, height }: Box): boolean {
	return (
		left >= 0 &&
		top >= 0 &&
		left + width <= area.width + 1e-9 &&
		top + height <= area.height + 1e-9
	);
}
