import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { metrics } from "../../digest/metrics.ts";
import {
	markedMode,
	standInStoreModes,
	storeMarkMeans,
} from "../../standInStore.ts";
import type { Estimate } from "../../statistics/comparison.ts";
import {
	confidenceText,
	medianText,
	type NumberFormat,
	spreadText,
} from "../estimateText.ts";
import { nothing } from "../measures.ts";
import { type ModeTable, modeTable } from "../modeTable.ts";
import type { ReportedGroup } from "../report.ts";
import { listed } from "../words.ts";
import { table } from "./table.ts";
import { withUnit } from "./text.ts";

/** Every metric by mode and size, with and without the warm-up. */
export function metricTables({ cells, tables, protocol, name }: ReportedGroup) {
	const marked = standInStoreModes(cells);
	const settled = modeTable(tables.metrics, "settled");
	const whole = modeTable(tables.metrics, "whole");
	if (settled.metrics.length === 0) return "";
	const without =
		protocol.warmUpSeconds > 0
			? `without the first ${protocol.warmUpSeconds} s`
			: "after a warm-up of 0 s";
	return html`<h3>Numbers by mode and size</h3>
<p>${explanation(settled)}</p>
${marked.length > 0 && html`<p class="marked">${storeMarkMeans}</p>`}
${metricTable(settled, marked, `Settled view, ${without}, under ${name}`)}
<details class="printed"><summary>The whole measured period</summary>
${metricTable(whole, marked, `Whole view, under ${name}`)}
</details>`;
}

function explanation({ confidences, someWithout }: ModeTable): string {
	const sentences = ["Each number is the median over the runs of its cell."];
	if (confidences.length > 0) {
		sentences.push(
			`In brackets is its confidence interval (${listed(confidences.map(confidenceText))}${confidences.length > 1 ? ", by the number of runs" : ""}).`,
		);
	}
	if (someWithout) {
		sentences.push(
			"Where there are too few runs for an interval, the smallest and the largest value stand in round brackets; a single run has neither.",
		);
	}
	return sentences.join(" ");
}

function metricTable(
	view: ModeTable,
	marked: readonly string[],
	caption: string,
) {
	const { sizes, runs, metrics: rows } = view;
	return table(
		caption,
		html`<thead><tr><th scope="col">Metric</th><th scope="col">Mode</th>${sizes.map(
			(size) =>
				html`<th scope="col" class="number">${counted(size, "replica")}</th>`,
		)}</tr></thead>
${linesOf(
	"Runs",
	runs.map(({ mode, counts }) => ({
		mode: markedMode(mode, marked),
		cells: counts.map((count) => `${count}`),
	})),
)}
${rows.map(({ metric, modes }) => {
	const format = metrics[metric];
	return linesOf(
		withUnit(format.label, format.unit),
		modes.map(({ mode, cells }) => ({
			mode: markedMode(mode, marked),
			cells: cells.map((cell, size) =>
				cellContent(cell, format, countOf(view, mode, size)),
			),
		})),
	);
})}`,
	);
}

type Content = ReturnType<typeof html> | string;

/** A line for each mode, under one heading. */
function linesOf(
	heading: string,
	lines: readonly { mode: string; cells: readonly Content[] }[],
) {
	return html`<tbody>${lines.map(
		({ mode, cells }, i) =>
			html`<tr>${i === 0 && html`<th scope="rowgroup" rowspan="${lines.length}">${heading}</th>`}<th scope="row">${mode}</th>${cells.map(
				(cell) => html`<td class="number">${cell}</td>`,
			)}</tr>
`,
	)}</tbody>`;
}

/** Where not all runs of a cell have a number, it is said how many do. */
function cellContent(
	estimate: Estimate | null,
	format: NumberFormat,
	runs: number,
) {
	if (estimate === null) return nothing;
	const { values } = estimate;
	const some =
		values.length === runs ? "" : ` of ${counted(values.length, "run")}`;
	return html`${medianText(estimate, format)} <span class="spread">${spreadText(estimate, format)}${some}</span>`;
}

function countOf({ runs }: ModeTable, mode: string, size: number): number {
	return runs.find((line) => line.mode === mode)?.counts[size] ?? 0;
}
