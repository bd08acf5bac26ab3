import { html } from "hono/html";
import { counted } from "../../counted.ts";
import type { Verdicts } from "../../schema/run.ts";
import { markedMode, standInStoreModes } from "../../standInStore.ts";
import { nothing, overall, verdictLabels } from "../measures.ts";
import type { ReportedCell, ReportedGroup } from "../report.ts";
import {
	countVerdicts,
	verdictCountText,
	violatedProperties,
} from "../verdictCounts.ts";
import { table } from "./table.ts";
import { capitalized } from "./text.ts";

/** Over all runs of each cell, whether the method kept what it must. */
export function verdictTable({ cells, name }: ReportedGroup) {
	const marked = standInStoreModes(cells);
	const properties = Object.keys(verdictLabels) as (keyof Verdicts)[];
	return html`<h3>Verdicts</h3>
${table(
	`Verdicts over all runs under ${name}`,
	html`<thead><tr><th scope="col">Mode</th><th scope="col" class="number">Replicas</th>${properties.map(
		(property) =>
			html`<th scope="col" class="number">${capitalized(verdictLabels[property])}</th>`,
	)}<th scope="col">Left out of the statistics</th></tr></thead>
<tbody>${cells.map(
		(
			cell,
		) => html`<tr><th scope="row">${markedMode(cell.mode, marked)}</th><td class="number">${cell.replicas}</td>${properties.map(
			(property) => verdictOf(cell, property),
		)}${leftOut(cell)}</tr>
`,
	)}</tbody>`,
)}`;
}

function verdictOf({ runs }: ReportedCell, property: keyof Verdicts) {
	const count = countVerdicts(
		runs.map(({ facts }) => facts.verdicts[property]),
	);
	return count === null
		? html`<td class="number">${nothing}</td>`
		: html`<td class="${count.verdict}">${verdictCountText(count)}</td>`;
}

/** A run that is left out for its numbers may still show that the method lost something. */
function leftOut({ excluded }: ReportedCell) {
	if (excluded.length === 0) return html`<td>none</td>`;
	const violated = excluded.filter(
		({ facts }) => violatedProperties(facts.verdicts).length > 0,
	).length;
	if (violated === 0) {
		const unknown = excluded.filter(
			({ facts }) => overall(facts.verdicts) === "unknown",
		).length;
		return unknown === 0
			? html`<td>${counted(excluded.length, "run")}</td>`
			: html`<td class="unknown">${counted(excluded.length, "run")}, ? unknown in ${unknown}</td>`;
	}
	return html`<td class="violated">${counted(excluded.length, "run")}, ✗ VIOLATED in ${violated}</td>`;
}
