import { group } from "d3-array";
import { html } from "hono/html";
import { markedMode, standInStoreModes } from "../../standInStore.ts";
import type { ClaimOutcome, Outcome } from "../../study/claim.ts";
import { generalCaveats } from "../../study/claims.ts";
import { study } from "../../study/statements.ts";
import { nothing } from "../measures.ts";
import type { ReportedGroup } from "../report.ts";
import { table } from "./table.ts";

/** With a sign, so that it reads without colour. */
const outcomeTexts: Readonly<Record<Outcome, { text: string; style: string }>> =
	{
		holds: { text: "✓ holds", style: "holds" },
		"does not hold": { text: "✗ does not hold", style: "contradicted" },
		undecided: { text: "? undecided", style: "unknown" },
		"too few runs": { text: "? too few runs", style: "unknown" },
		"not comparable": { text: "≠ not comparable", style: "apart" },
		"no data": { text: `${nothing} no data`, style: "apart" },
	};

/** The study's claims one by one, with what these runs say of each. */
export function claimTable({ cells, claims, protocol, name }: ReportedGroup) {
	if (claims.length === 0) return "";
	const marked = standInStoreModes(cells);
	const byClaim = [
		...group(claims, ({ mode, claim, source }) => `${mode} ${claim} ${source}`),
	];
	return html`<h3>The study, claim by claim</h3>
<p>${study}.</p>
<ul>${generalCaveats(protocol).map((caveat) => html`<li>${caveat}</li>`)}</ul>
<div class="claims">${table(
		`The study's claims beside the runs under ${name}`,
		html`<thead><tr><th scope="col">Mode</th><th scope="col">The study says</th><th scope="col" class="number">Replicas</th><th scope="col" class="number">Here</th><th scope="col">Outcome</th></tr></thead>
${byClaim.map(([, outcomes]) => claimRows(outcomes, marked))}`,
	)}</div>`;
}

function claimRows(
	outcomes: readonly ClaimOutcome[],
	marked: readonly string[],
) {
	const [first] = outcomes;
	if (first === undefined) return "";
	// What is true of every line is told once.
	const shared = first.why.filter((why) =>
		outcomes.every((outcome) => outcome.why.includes(why)),
	);
	return html`<tbody>${outcomes.map(
		(outcome, i) =>
			html`<tr>${i === 0 && html`<td rowspan="${outcomes.length}">${markedMode(first.mode, marked)}</td><th scope="rowgroup" rowspan="${outcomes.length}">${first.claim} <span class="source">(${first.source})</span>${notes(shared)}</th>`}<td class="number">${outcome.replicas}</td><td class="number">${outcome.here === "" ? nothing : outcome.here}</td>${outcomeCell(
				outcome,
				outcome.why.filter((why) => !shared.includes(why)),
			)}</tr>
`,
	)}</tbody>`;
}

function outcomeCell({ outcome }: ClaimOutcome, own: readonly string[]) {
	const { text, style } = outcomeTexts[outcome];
	return html`<td><span class="${style}">${text}</span>${notes(own)}</td>`;
}

function notes(sentences: readonly string[]) {
	return (
		sentences.length > 0 &&
		html`<br><span class="why">${sentences.join(" ")}</span>`
	);
}
