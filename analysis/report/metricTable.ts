import { group } from "d3-array";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { metricNames, metrics } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { sizesOf } from "../figures/chart.ts";
import { estimateRuns, hasValue, runValues } from "../statistics/runValues.ts";
import { medianText, shown, spreadText } from "./estimateText.ts";
import { nothing } from "./values.ts";

/** Every metric by mode and size. */
export type MetricTable = {
	sizes: readonly number[];
	rows: readonly {
		metric: string;
		mode: string;
		/**
		 * In order of the sizes: median, interval or range, and the worst run where it is another
		 * number.
		 */
		cells: readonly string[];
	}[];
};

/** From rows of one view. A mode that has no value of a metric has no row there. */
export function metricTable(table: readonly MetricRow[]): MetricTable {
	const known = table.filter(hasValue);
	const sizes = sizesOf(known);
	const cells = group(
		known,
		({ metric }) => metric,
		({ mode }) => mode,
		({ replicas }) => replicas,
	);
	return {
		sizes,
		rows: metricNames.flatMap((metric) => {
			const format = metrics[metric];
			const modes = cells.get(metric);
			return modesInOrder(modes?.keys() ?? []).map((mode) => ({
				metric: `${format.label} (${format.unit})`,
				mode,
				cells: sizes.map((size) => {
					const own = modes?.get(mode)?.get(size);
					if (own === undefined) return nothing;
					const estimate = estimateRuns(runValues(own));
					const spread = spreadText(estimate, format);
					const worst = `${estimate.open ? "≥ " : ""}${shown(estimate.values.at(-1) ?? 0, format)}`;
					return `${medianText(estimate, format)} ${spread}${estimate.interval && !spread.includes(worst) ? `, worst ${worst}` : ""}`.trim();
				}),
			}));
		}),
	};
}
