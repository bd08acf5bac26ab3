import { expect, test } from "vitest";
import { choiceMarkup } from "./choiceMarkup.ts";

test("a list has a label, and an option for each name", () => {
	expect(choiceMarkup("Replicas", [5, 21])).toBe(
		'<p><label>Replicas: <select><option value="0">5</option><option value="1">21</option></select></label></p>',
	);
});

test("names that look like markup are text", () => {
	expect(choiceMarkup("Protocol", ["<b>"])).toContain(">&lt;b&gt;<");
});
