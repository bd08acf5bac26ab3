import * as Plot from "@observablehq/plot";
import { ink } from "../palette.ts";
import { ticksOf, type VerticalScale } from "../verticalScale.ts";

/** The vertical axis with grid and base line; `label` says the unit. */
export function valueAxis(scale: VerticalScale, label: string): Plot.Markish {
	const ticks = ticksOf(scale);
	return [
		// A text of its own, because d3 leaves labels of a logarithmic axis out.
		Plot.axisY(ticks, {
			text: (tick: number) => tick.toLocaleString("en"),
			label,
			labelAnchor: "center",
			labelArrow: "none",
			labelOffset: 52,
		}),
		Plot.gridY(ticks, { stroke: ink, strokeOpacity: 0.12 }),
		Plot.ruleY([scale.domain[0]], { stroke: ink }),
	];
}

/** Options of a horizontal axis of run time. */
export function timeAxis(domain: readonly [number, number]): Plot.ScaleOptions {
	return {
		domain: [...domain],
		label: "run time (seconds)",
		labelAnchor: "center",
		labelArrow: "none",
		ticks: 7,
	};
}
