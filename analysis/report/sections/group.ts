import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { describeFault } from "../describeFault.ts";
import { provenanceOf } from "../provenance.ts";
import type { ReportedGroup } from "../report.ts";
import { differenceOfLeftOut } from "../withLeftOut.ts";
import { caveats } from "./caveats.ts";
import { choice } from "./choice.ts";
import { claimTable } from "./claimTable.ts";
import { comparisonList } from "./comparisonList.ts";
import { figures } from "./figures.ts";
import { findingsParagraph } from "./findingsParagraph.ts";
import { metricTables } from "./metricTables.ts";
import { runList } from "./runList.ts";
import { verdictTable } from "./verdictTable.ts";
import { whatWasRun } from "./whatWasRun.ts";

/** What all runs of one protocol with its faults say together. */
export function groupSection(group: ReportedGroup) {
	const anchor = groupAnchor(group);
	const provenance = provenanceOf(group.cells);
	const faults = group.protocol.faults.map(describeFault);
	const parts = [
		whatWasRun(group, provenance),
		verdictTable(group),
		findingsParagraph(group),
		choice(group, provenance),
		figures(group),
		metricTables(group),
		comparisonList(group),
		claimTable(group),
		caveats(group, provenance),
		runList(group),
		statementsWithLeftOut(group),
	];
	return html`<section aria-labelledby="${anchor}">
<h2 id="${anchor}">${group.name}</h2>
<p class="lead">${counted(provenance.runs, "run")} of ${group.protocol.durationSeconds} s, ${faults.length === 0 ? "without faults" : `with ${faults.join("; ")}`}.${provenance.excluded > 0 && ` The statistics leave out ${counted(provenance.excluded, "further run")}.`}</p>
${parts}
</section>`;
}

/** Every statement once more, as it is with the runs that are left out. */
function statementsWithLeftOut(group: ReportedGroup) {
	const { withLeftOut: all } = group;
	if (all === undefined) return "";
	return html`<h3>With the runs that are left out</h3>
<p class="findings">${differenceOfLeftOut(group).map((sentence) => html`<span>${sentence}</span> `)}</p>
<details class="printed"><summary>All of the above with ${provenanceOf(all.cells).runs} runs</summary>
${[
	verdictTable(all),
	findingsParagraph(all),
	choice(all, provenanceOf(all.cells)),
	metricTables(all),
	comparisonList(all),
	claimTable(all),
]}
</details>`;
}

/** Unique in the document: no stack's name begins like this. */
export function groupAnchor({ id }: Pick<ReportedGroup, "id">): string {
	return `all-${id}`;
}
