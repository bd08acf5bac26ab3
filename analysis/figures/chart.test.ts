import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type Chart, chart, solid } from "./chart.ts";
import { modeStyle } from "./colours.ts";
import { pictureSvg, wrap } from "./draw.ts";
import { rowPanels } from "./rows.ts";
import { syntheticPictureContext } from "./tables.fixture.ts";

const context = {
	...syntheticPictureContext(),
	notes: ["1 of 7 runs is <left> out."],
	hollow: { "central-5/b": "untrusted: busy" },
};
const rows = [
	{ mode: "central", replicas: 5, run: "central-5/a", value: 1 / 3 },
	{ mode: "central", replicas: 5, run: "central-5/b", value: 4 },
	{ mode: "decentral", replicas: 5, run: "decentral-5/a", value: 7 },
];

function synthetic(of: typeof rows): Chart<(typeof rows)[number]> {
	return {
		name: "synthetic",
		title: "A made-up figure",
		subtitle: "Dots: runs.",
		columns: [
			["mode", ({ mode }) => mode],
			["value (s)", ({ value }) => value, "value in s"],
			["nothing", () => null],
		],
		rows: of,
		legend: [],
		panels: rowPanels(of, [{ heading: "Values", label: "seconds", value: ({ value }) => value }], context),
		whenEmpty: "Nothing was made up.",
	};
}

describe("a chart", () => {
	const picture = chart(synthetic(rows), context);

	it("has its table from its columns, without the noise of binary fractions, and empty where there is nothing", () => {
		expect(picture.table).toEqual({
			columns: ["mode", "value (s)", "nothing"],
			rows: [
				["central", 0.333333333, ""],
				["central", 4, ""],
				["decentral", 7, ""],
			],
		});
	});

	it("is told in words, for each mode and size", () => {
		expect(picture.alternative).toBe(
			"A made-up figure. central, 5 replicas: value in s 0.333 to 4. decentral, 5 replicas: value in s 7.",
		);
	});

	it("draws runs that are incomplete or not to be trusted hollow, and says so", () => {
		const { document } = parseHTML(`<html><body>${picture.panels[0]?.svg}</body></html>`);
		expect(document.querySelectorAll(".run path, .run circle")).toHaveLength(2);
		const [hollow, ...others] = document.querySelectorAll(".hollow-run path, .hollow-run circle");
		expect(others).toEqual([]);
		expect(hollow.textContent).toContain("untrusted: busy");
		expect(picture.legend.at(-1)?.label).toContain("not to be trusted");
	});

	it("says what holds for the whole group", () => {
		expect(picture.captions).toContain("1 of 7 runs is <left> out.");
		expect(picture.captions.at(-1)).toMatch(/^Stand-ins: /);
	});

	it("is a picture of nothing without rows, which keeps its columns", () => {
		const empty = chart(synthetic([]), context);
		expect(empty.panels).toEqual([]);
		expect(empty.captions[0]).toBe("Nothing was made up.");
		expect(empty.table).toEqual({ columns: picture.table.columns, rows: [] });
	});

	it("draws the same twice", () => {
		expect(chart(synthetic(rows), context)).toEqual(picture);
	});
});

describe("a picture's file", () => {
	const svg = pictureSvg(chart(synthetic(rows), context), "group");
	const { document } = parseHTML(`<html><body>${svg}</body></html>`);

	it("is named and described for those who don't see it", () => {
		const [root] = document.querySelectorAll("svg");
		const [title, description] = root.getAttribute("aria-labelledby").split(" ");
		expect(document.getElementById(title).textContent).toBe("A made-up figure");
		expect(document.getElementById(description).textContent).toContain("value in s 7");
	});

	it("escapes what it is told", () => {
		expect(svg).toContain("&lt;left&gt;");
	});

	it("has colours of its own where the reader's system is dark, for every colour that it uses but fills of stacks", () => {
		expect(svg).toContain("@media (prefers-color-scheme: dark)");
		const { color } = modeStyle("central");
		expect(svg).toMatch(new RegExp(`\\.hf \\[fill="${color}"\\][^}]*\\{ fill: #[0-9A-F]{6} \\}`));
	});
});

it("counts the runs that are hollow only where a cell has no others", () => {
	expect(solid(rows, context).map(({ run }) => run)).toEqual(["central-5/a", "decentral-5/a"]);
	expect(solid(rows.slice(1, 2), context)).toHaveLength(1);
});

it("breaks lines at spaces, and nowhere else", () => {
	const lines = wrap("a sentence of a few words", 70, 12);
	expect(lines.join(" ")).toBe("a sentence of a few words");
	expect(lines.length).toBeGreaterThan(1);
	expect(wrap("averylongwordthatdoesn'tfit", 20, 12)).toHaveLength(1);
});
