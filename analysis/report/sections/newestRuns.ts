import { html } from "hono/html";
import { markedStack } from "../../standInStore.ts";
import { byProtocol, type Comparable } from "../comparable.ts";
import { measuresOf, verdictLabels } from "../measures.ts";
import type { DetailedRun } from "../report.ts";
import { statusText } from "../status.ts";
import { measureRow } from "./measureRow.ts";
import { runAnchor, runSection } from "./run.ts";
import { table } from "./table.ts";
import { capitalized, verdictCell } from "./text.ts";

/** The newest run of each stack under each protocol, side by side and then each in full. */
export function newestRuns(newest: readonly DetailedRun[]) {
	if (newest.length === 0) return "";
	const protocols = byProtocol(newest);
	return html`<section aria-labelledby="newest">
<h2 id="newest">The newest run of each cell</h2>
<p>Single runs: what differs between two of them may be chance. Runs stand side by side only where the same protocol was done to them, with the same faults.</p>
${protocols.map(sideBySide)}
${protocols.map(({ runs }) =>
	runs.map((run) => runSection(run, protocols.length > 1)),
)}
</section>`;
}

function sideBySide({ name, runs }: Comparable<DetailedRun>) {
	const names = Object.keys(verdictLabels) as (keyof typeof verdictLabels)[];
	return table(
		`The newest run of each stack under ${name}`,
		html`<thead><tr><th scope="col">Stack</th>${runs.map(
			(run) =>
				html`<th scope="col" class="number"><a href="#${runAnchor(run)}">${markedStack(run.manifest)}</a></th>`,
		)}</tr></thead>
<tbody>
${names.map(
	(name) =>
		html`<tr><th scope="row">${capitalized(verdictLabels[name])}</th>${runs.map(
			({ manifest }) => verdictCell(manifest.verdicts[name]),
		)}</tr>`,
)}
<tr><th scope="row">The record of the run is complete</th>${runs.map((run) =>
			statusText(run) === "complete"
				? html`<td class="holds">✓ complete</td>`
				: html`<td class="unknown">✗ ${statusText(run)}</td>`,
		)}</tr>
${measuresOf(runs)
	.filter(({ heading }) => heading !== undefined)
	.map((measure) => measureRow(measure, runs))}
</tbody>`,
	);
}
