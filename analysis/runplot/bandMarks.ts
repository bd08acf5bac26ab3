import * as Plot from "@observablehq/plot";
import type { Band } from "./bands.ts";
import type { Axis } from "./timeAxis.ts";

/**
 * Faults, shaded from the top of a plot to its bottom.
 *
 * @param id of the drawing, which has a hatch of its own
 */
export function bandMarks(bands: readonly Band[], axis: Axis, id: string): Plot.Markish[] {
	const area = (
		some: readonly Band[],
		from: (band: Band) => number,
		to: (band: Band) => number,
		style: Plot.RectOptions,
	) =>
		Plot.rect(some as Band[], {
			x1: (band: Band) => axis.at(from(band)),
			x2: (band: Band) => axis.at(to(band)),
			title: (band: Band) => `fault ${band.number}: ${band.fault}`,
			...style,
		});
	const edges = (some: readonly Band[], dash: string) =>
		Plot.ruleX(
			some.flatMap(({ start, end }) => [start, end]),
			{ x: (seconds: number) => axis.at(seconds), stroke: "var(--edge)", strokeDasharray: dash },
		);
	const [confirmed, doubted, refuted] = (["confirmed", "doubted", "refuted"] as const).map((seen) =>
		bands.filter((band) => band.seen === seen),
	) as [Band[], Band[], Band[]];
	const start = (band: Band) => band.start;
	const healed = (band: Band) => band.healed;
	const end = (band: Band) => band.end;
	return [
		area(confirmed, start, healed, { fill: "var(--fault)", fillOpacity: 0.3, className: "fault confirmed" }),
		area(confirmed, healed, end, {
			fill: "var(--fault)",
			fillOpacity: 0.14,
			className: "fault until-steady",
		}),
		area(doubted, start, end, {
			fill: `url(#${id}-hatch)`,
			className: "fault doubted",
		}),
		edges(confirmed, "none"),
		edges(doubted, "4 3"),
		edges(refuted, "1 4"),
	];
}
