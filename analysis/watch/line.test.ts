import { stripVTControlCharacters, styleText } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Paint, plain, rendered } from "./line.ts";

const paint: Paint = (colour, text) => styleText(colour, text, { validateStream: false });

test("a line that fits is written as it is, and colours go around their own text", () => {
	const line = ["pod-0 ", { text: "up", colour: "green" }] as const;
	expect(rendered(line, 8, plain)).toBe("pod-0 up");
	expect(rendered(line, 8, paint)).toBe("pod-0 \u001b[32mup\u001b[39m");
});

test("a line that is too wide says that something was cut off", () => {
	expect(rendered(["pod-0 ", "starting"], 10, plain)).toBe("pod-0 sta…");
});

test("what a terminal would obey is not passed on", () => {
	expect(rendered(["a\u001b[2Jb\nc"], 80, plain)).toBe("a\ufffd[2Jb\ufffdc");
});

test("no line is wider than the terminal, with colours or without, and both say the same", () => {
	const span = fc.oneof(
		fc.string({ unit: "grapheme-ascii" }),
		fc.record({
			text: fc.string({ unit: "grapheme-ascii" }),
			colour: fc.constantFrom("red" as const, "bold" as const),
		}),
	);
	fc.assert(
		fc.property(fc.array(span), fc.integer({ min: 1, max: 40 }), (line, columns) => {
			const written = rendered(line, columns, plain);
			expect(written.length).toBeLessThanOrEqual(columns);
			const coloured = rendered(line, columns, paint);
			expect(stripVTControlCharacters(coloured)).toBe(written);
		}),
	);
});
