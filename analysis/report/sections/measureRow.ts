import { html, raw } from "hono/html";
import type { Measure } from "../measures.ts";
import type { ReportedRun } from "../report.ts";
import { withUnit } from "./text.ts";

/** A measure of some runs, as a line of a table. */
export function measureRow(
	{ label, unit, cell }: Measure,
	runs: readonly ReportedRun[],
) {
	return html`<tr><th scope="row"${label.startsWith(" ") && raw(' class="part"')}>${withUnit(label, unit)}</th>${runs.map(
		({ summary }) => html`<td class="number">${cell(summary)}</td>`,
	)}</tr>
`;
}
