import fc from "fast-check";
import { expect, test } from "vitest";
import { ednString } from "./jepsen.ts";

test("a string of EDN is on one line, whatever is in the text", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const line = ednString(text);
			expect(line).toMatch(/^"[^\n\r\u0085\u2028\u2029]*"$/);
		}),
	);
});

test("it has no escapes but those that EDN's readers know, and reads back as the text", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const line = ednString(text);
			const unknown = line.slice(1, -1).replace(/\\(?:["\\bfnrt]|u[0-9a-f]{4})/g, "");
			expect(unknown).not.toMatch(/["\\]/);
			expect(JSON.parse(line)).toBe(text);
		}),
	);
});

test.each([
	['say "no"', '"say \\"no\\""'],
	["a\\b\nc\td", '"a\\\\b\\nc\\td"'],
	["one\u2028line", '"one\\u2028line"'],
	["Zürich", '"Zürich"'],
])("%j", (text, expected) => {
	expect(ednString(text)).toBe(expected);
});
