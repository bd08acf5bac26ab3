import type { LegendEntry } from "../frame.ts";
import {
	type LineStyle,
	modeStyle,
	mutedInk,
	symbolPaths,
} from "../palette.ts";

/** How the lines of a mode's sizes are told apart within its panel: by shade, dash and marker. */
export function sizeStyle(mode: string, position: number): LineStyle {
	const { color, deepColor } = modeStyle(mode);
	return position === 0
		? { color, dash: "none", symbol: "circle" }
		: { color: deepColor, dash: "6 3", symbol: "triangle" };
}

/** Sizes in a colour of no mode, as they are told apart in every panel. */
export function sizeLegend(sizes: readonly number[]): LegendEntry[] {
	return sizes.map((size, position) => {
		const { dash, symbol } = sizeStyle("", position);
		return {
			label: `${size} replicas`,
			key: { kind: "line", color: mutedInk, dash, symbol: symbolPaths[symbol] },
		};
	});
}
