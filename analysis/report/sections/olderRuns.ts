import { html } from "hono/html";
import { protocolName } from "../../schema/protocolName.ts";
import { measuresOf, overall } from "../measures.ts";
import type { ReportedRun } from "../report.ts";
import { statusText } from "../status.ts";
import { table } from "./table.ts";
import { verdictCell } from "./text.ts";

/** A line for each run that isn't the newest of its cell. */
export function olderRuns(runs: readonly ReportedRun[]) {
	if (runs.length === 0) return "";
	const headed = measuresOf(runs).filter(
		({ heading }) => heading !== undefined,
	);
	return html`<section aria-labelledby="older">
<h2 id="older">Older runs</h2>
${table(
	"Every run that isn't the newest of its cell, from newest to oldest",
	html`<thead><tr><th scope="col">Stack</th><th scope="col">Run</th><th scope="col">Protocol</th><th scope="col">Record</th><th scope="col">Safety</th>${headed.map(
		({ heading }) => html`<th scope="col" class="number">${heading}</th>`,
	)}</tr></thead>
<tbody>${runs.map((run) => {
		const { manifest, summary } = run;
		return html`<tr><th scope="row" class="name">${manifest.stack}</th><td>${run.plot === undefined ? manifest.id : html`<a href="${run.plot}" aria-label="${manifest.stack}, run ${manifest.id}: every operation">${manifest.id}</a>`}</td><td>${protocolName(manifest)}</td><td>${statusText(run)}</td>${verdictCell(overall(manifest.verdicts))}${headed.map(
			({ cell }) => html`<td class="number">${cell(summary)}</td>`,
		)}</tr>
`;
	})}</tbody>`,
)}
</section>`;
}
