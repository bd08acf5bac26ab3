import { html } from "hono/html";
import { counted } from "../../counted.ts";
import type { ReportedCell, ReportedGroup, RunFacts } from "../report.ts";

/** Every run of a group, with its raw files: those that were used, and those that were left out and why. */
export function runList({ cells }: ReportedGroup) {
	const excluded = cells.flatMap((cell) => cell.excluded);
	return html`<h3>The runs</h3>
${
	excluded.length > 0 &&
	html`<p>Left out of the statistics:</p>
<ul class="excluded">${excluded.map(
		({ facts, href, why }) =>
			html`<li><a href="${href}">${runName(facts)}</a>: ${why}</li>`,
	)}</ul>`
}
<details class="printed"><summary>Used in the statistics, by mode and size</summary>
<dl>${cells.map(usedRuns)}</dl>
</details>`;
}

function usedRuns({ mode, replicas, runs }: ReportedCell) {
	return html`<dt>${mode}, ${counted(replicas, "replica")}</dt><dd>${
		runs.length === 0
			? "none"
			: runs.map(
					({ facts, href }, i) =>
						html`${i > 0 && ", "}<a href="${href}">${runName(facts)}</a>`,
				)
	}</dd>
`;
}

function runName({ stack, id }: RunFacts): string {
	return `${stack}/${id}`;
}
