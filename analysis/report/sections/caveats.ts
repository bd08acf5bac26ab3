import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { nothing } from "../measures.ts";
import type { Provenance } from "../provenance.ts";
import type { ReportedGroup } from "../report.ts";
import { listed } from "../words.ts";

/** Every stand-in, and what else a reader must know before using the numbers. */
export function caveats(
	{ cells, protocol }: ReportedGroup,
	{ standIns, runs }: Provenance,
) {
	const single = cells.filter((cell) => cell.runs.length === 1);
	const sentences = [
		...(single.length > 0
			? [
					`${single.length === cells.length ? "Every cell has" : `${listed(single.map(({ mode, replicas }) => `${mode} with ${counted(replicas, "replica")}`))} ${single.length === 1 ? "has" : "have"}`} a single run: there is no interval, and nothing to tell chance from effect.`,
				]
			: []),
		...(protocol.faults.length === 0
			? [`No fault was injected: recovery and loss are ${nothing}.`]
			: []),
		...(runs > 0 && standIns.length === 0
			? ["Nothing stood in for anything else."]
			: []),
	];
	return html`<h3>Stand-ins and caveats</h3>
${
	standIns.length > 0 &&
	html`<ul class="stand-ins">${standIns.map(
		({ name, standsInFor, why, modes }) =>
			html`<li><strong>${name}</strong> stands in for <strong>${standsInFor}</strong> (${listed(modes)}): ${why}</li>`,
	)}</ul>`
}
${sentences.length > 0 && html`<ul class="caveats">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}`;
}
