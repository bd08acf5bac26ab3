import { describe, expect, test } from "vitest";
import { tableMarkup } from "./tableMarkup.ts";

describe("tableMarkup", () => {
	test("has a caption, a header for each column, and the rows", () => {
		const markup = tableMarkup("Runs", [{ mode: "central", replicas: 5, value: 0.0123456, note: null }]);
		expect(markup).toContain("<caption>Runs (1 row)</caption>");
		expect(markup).toContain('<th scope="col">value</th>');
		expect(markup).toContain("<td>central</td><td>5</td><td>0.01235</td><td>–</td>");
	});

	test("says how many rows it doesn't show", () => {
		const rows = Array.from({ length: 1200 }, (_, i) => ({ i }));
		const markup = tableMarkup("Bins", rows, { shown: 2 });
		expect(markup).toContain("Bins (the first 2 of 1,200 rows)");
		expect(markup.match(/<td>/g)).toHaveLength(2);
	});

	test("shows what looks like markup as text", () => {
		expect(tableMarkup("<b>", [{ "<i>": "</td>" }])).not.toMatch(/<b>|<i>|<td><\/td><\/td>/);
	});
});
