import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { flawsOf } from "../../digest/groups.ts";
import { overall, verdictLabels, verdictText } from "../measures.ts";
import type {
	ExcludedRun,
	ReportedCell,
	ReportedGroup,
	RunFacts,
} from "../report.ts";
import { violatedProperties } from "../verdictCounts.ts";
import { listed } from "../words.ts";

/**
 * Every run of a group, with its raw files: those that were left out and why, their verdicts first, the worst of them on top; those that were
 * used though something is wrong with them; and all others.
 */
export function runList({ cells }: ReportedGroup) {
	const excluded = cells
		.flatMap((cell) => cell.excluded)
		.toSorted((a, b) => severityOf(b) - severityOf(a));
	const flawed = cells
		.flatMap(({ runs }) => runs)
		.flatMap((run) => {
			const why = flawsOf(run.facts);
			return why === null ? [] : [{ ...run, why }];
		});
	return html`<h3>The runs</h3>
${
	excluded.length > 0 &&
	html`<p>Left out of the statistics, because the laboratory spoiled them:</p>
<ul class="excluded">${excluded.map(withVerdicts)}</ul>`
}
${
	flawed.length > 0 &&
	html`<p>Used in the statistics, though something is wrong with them, since the method itself can be the cause:</p>
<ul class="flawed">${flawed.map(withVerdicts)}</ul>`
}
<details class="printed"><summary>Used in the statistics, by mode and size</summary>
<dl>${cells.map(usedRuns)}</dl>
</details>`;
}

function withVerdicts({ facts, href, why }: ExcludedRun) {
	return html`<li>${verdictsOf(facts)}: <a href="${href}">${runName(facts)}</a>: ${why}</li>`;
}

function verdictsOf({ verdicts }: RunFacts) {
	const verdict = overall(verdicts);
	const broken = violatedProperties(verdicts).map(
		(property) => verdictLabels[property],
	);
	return html`<span class="${verdict}">${verdictText(verdict)}</span>${broken.length > 0 && ` (not kept: ${listed(broken)})`}`;
}

function severityOf({ facts }: ExcludedRun): number {
	return ["holds", "unknown", "violated"].indexOf(overall(facts.verdicts));
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
