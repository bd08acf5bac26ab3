import { html } from "hono/html";
import { findings } from "../findings.ts";
import type { ReportedGroup } from "../report.ts";
import { capitalized } from "./text.ts";

/** The findings of a group as one paragraph, made from its statistics. */
export function findingsParagraph(group: ReportedGroup) {
	return html`<h3>Findings</h3>
<p class="findings">${findings(group).map((sentence) => html`<span>${capitalized(sentence)}</span> `)}</p>`;
}
