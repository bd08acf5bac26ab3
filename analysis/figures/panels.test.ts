import * as Plot from "@observablehq/plot";
import fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import {
	fault,
	ink,
	modeStyle,
	mutedInk,
	otherColor,
	reference,
} from "./palette.ts";
import { type PanelFigure, panelFigure } from "./panels.ts";

function syntheticFigure(fields: Partial<PanelFigure> = {}): PanelFigure {
	const plot: Plot.PlotOptions = {
		marks: [
			Plot.dot([{ x: 1, y: 2 }], {
				x: "x",
				y: "y",
				title: () => "two at one",
				clip: true,
			}),
		],
	};
	return {
		id: "synthetic",
		title: "A title",
		subtitle: "A subtitle",
		description: "A description",
		legend: [{ label: "range", key: { kind: "reference" } }],
		captions: ["A caption"],
		hatched: true,
		panels: ["first", "second", "third"].map((heading) => ({ heading, plot })),
		...fields,
	};
}

function parsed(svg: string) {
	return parseHTML(`<html><body>${svg}</body></html>`).document;
}

const idsIn = (svg: string) =>
	[...svg.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id as string);
const usedIn = (svg: string) =>
	[...svg.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id as string);

describe("panelFigure", () => {
	it("draws every panel under its heading, in one image with a name and a description", () => {
		const svg = panelFigure(syntheticFigure());
		const document = parsed(svg);
		const headings = [...document.querySelectorAll(".panel-heading")].map(
			({ textContent }) => textContent,
		);
		expect(headings).toEqual(["first", "second", "third"]);
		expect(document.querySelectorAll("svg")).toHaveLength(1);
		expect(svg).toContain(
			'role="img" aria-labelledby="synthetic-title synthetic-description"',
		);
		expect(svg).toContain('<desc id="synthetic-description">A description');
	});

	it("puts two panels beside each other, and one alone over the whole width", () => {
		const positions = (svg: string) =>
			[...parsed(svg).querySelectorAll(".panel > g")].map((group) =>
				group.getAttribute("transform"),
			);
		const three = positions(panelFigure(syntheticFigure()));
		expect(three[0]?.split(",")[1]).toBe(three[1]?.split(",")[1]);
		expect(three[2]?.split(",")[0]).toBe(three[0]?.split(",")[0]);
		const below = positions(panelFigure(syntheticFigure({ columns: 1 })));
		expect(new Set(below.map((at) => at?.split(",")[0])).size).toBe(1);
	});

	it("shows values on hover without scripts", () => {
		const titles = [
			...parsed(panelFigure(syntheticFigure())).querySelectorAll("title"),
		].map(({ textContent }) => textContent);
		expect(titles.filter((title) => title === "two at one")).toHaveLength(3);
	});

	it("shares no id with a figure of another id, and refers to none but its own", () => {
		const first = panelFigure(syntheticFigure({ id: "first" }));
		const second = panelFigure(syntheticFigure({ id: "second" }));
		const ids = [...idsIn(first), ...idsIn(second)];
		expect(ids.some((id) => id.includes("clip"))).toBe(true);
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of usedIn(first)) expect(idsIn(first)).toContain(id);
		expect(usedIn(first)).toContain("first-hatch");
	});

	it("is the same each time it is drawn", () => {
		expect(panelFigure(syntheticFigure())).toBe(panelFigure(syntheticFigure()));
	});

	it("says that there is nothing to show, without a legend of it", () => {
		const svg = panelFigure(syntheticFigure({ panels: [] }));
		expect(svg).toContain("No values were recorded.");
		expect(parsed(svg).querySelectorAll(".legend-entry")).toHaveLength(0);
	});
});

describe("modeStyle", () => {
	const known = [
		"central",
		"decentral",
		"hybrid",
		"decentral-etcd",
		"central-etcd",
		"volume",
		"standby",
		"none",
		"lying",
		"study",
	];

	it("gives each known mode a colour, a marker and a dash of its own", () => {
		const styles = known.map(modeStyle);
		for (const key of ["color", "symbol", "dash"] as const) {
			expect(new Set(styles.map((style) => style[key])).size).toBe(
				known.length,
			);
		}
	});

	it("gives no mode the cross of what failed, nor the greys of what isn't measured here", () => {
		for (const { symbol, color } of [...known, "another"].map(modeStyle)) {
			expect(symbol).not.toBe("times");
			expect([reference, otherColor, mutedInk, ink]).not.toContain(color);
		}
	});

	it("gives any other mode the same style each time, and none of a known mode", () => {
		fc.assert(
			fc.property(fc.string(), (mode) => {
				fc.pre(!known.includes(mode));
				expect(modeStyle(mode)).toEqual(modeStyle(mode));
				expect(modeStyle(mode).label).toBe(mode);
				expect(known.map((each) => modeStyle(each).color)).not.toContain(
					modeStyle(mode).color,
				);
				expect(contrastToWhite(modeStyle(mode).color)).toBeGreaterThan(3);
			}),
		);
	});

	it("keeps marks at 3:1 and texts at 4.5:1 to the white ground", () => {
		for (const { color, deepColor } of known.map(modeStyle)) {
			expect(contrastToWhite(color)).toBeGreaterThan(3);
			expect(contrastToWhite(deepColor)).toBeGreaterThan(4.5);
		}
		for (const text of [ink, mutedInk, fault.edge, reference]) {
			expect(contrastToWhite(text)).toBeGreaterThan(4.5);
		}
	});
});

/** Contrast ratio of WCAG 2.2 between `#rrggbb` and white. */
function contrastToWhite(color: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) => {
		const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return channel <= 0.04045
			? channel / 12.92
			: ((channel + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
