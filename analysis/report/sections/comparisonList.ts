import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { comparisonSentence } from "../../statistics/sentences.ts";
import type { ReportedGroup } from "../report.ts";

/** Each comparison of two modes in words. */
export function comparisonList({ comparisons }: ReportedGroup) {
	return (
		comparisons.length > 0 &&
		html`<details><summary>Each of the ${counted(comparisons.length, "comparison")} in words</summary>
<ul>${comparisons.map((comparison) => html`<li>${comparisonSentence(comparison)}</li>`)}</ul>
</details>`
	);
}
