import { expect, test } from "vitest";
import { dark, light, type Palette } from "./colours.ts";

/** Relative luminance, WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
	const [r, g, b] = [1, 3, 5].map((start) => {
		const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
		return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
	return (high + 0.05) / (low + 0.05);
}

const texts = ["ink", "muted", "link", "good", "bad", "open"] as const;

test("black on white has the known contrast", () => {
	expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
	expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

test.each<[string, Palette]>([
	["light", light],
	["dark", dark],
])("every text is readable on every ground it stands on, %s", (_, palette) => {
	const ratios = texts.flatMap((text) =>
		(["ground", "warning"] as const).map((ground) => ({
			text,
			ground,
			enough: contrast(palette[text], palette[ground]) >= 4.5,
		})),
	);
	expect(ratios.filter(({ enough }) => !enough)).toEqual([]);
});
