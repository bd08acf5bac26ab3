import type { LegendEntry } from "../frame.ts";
import { symbolPaths } from "../palette.ts";
import { modeStyle } from "../panels.ts";

/** The modes as lines with their markers. */
export function modeLegend(modes: readonly string[]): LegendEntry[] {
	return modes.map((mode) => {
		const { label, color, dash, symbol } = modeStyle(mode);
		return {
			label,
			key: { kind: "line", color, dash, symbol: symbolPaths[symbol] },
		};
	});
}
