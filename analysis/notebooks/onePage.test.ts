import { expect, test } from "vitest";
import { inlined } from "./onePage.ts";

const page = (head: string) => `<!doctype html><html><head>${head}</head><body></body></html>`;

test("a script that the page loads is put into it", () => {
	expect(
		inlined(page('<script type="module" crossorigin src="./assets/a.js"></script>'), [
			{ type: "chunk", fileName: "assets/a.js", code: "const $1 = 1;" },
		]),
	).toBe(page('<script type="module">const $1 = 1;</script>'));
});

test("a style sheet that the page loads is put into it", () => {
	expect(
		inlined(page('<link rel="stylesheet" crossorigin href="./assets/a.css">'), [
			{ type: "asset", fileName: "assets/a.css", source: "a{}" },
		]),
	).toBe(page("<style>a{}</style>"));
});

test("what a script says can't end the element that it is in", () => {
	expect(
		inlined(page('<script type="module" crossorigin src="./a.js"></script>'), [
			{
				type: "chunk",
				fileName: "a.js",
				code: 'const text = "</script><!--";',
			},
		]),
	).toBe(page('<script type="module">const text = "<\\/script><\\!--";</script>'));
});

test("a file that wasn't built is named", () => {
	expect(() => inlined(page('<script type="module" crossorigin src="./b.js"></script>'), [])).toThrow(
		"The page loads ./b.js, which wasn't built.",
	);
});
