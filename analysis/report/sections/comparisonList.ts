import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { comparisonSentence } from "../../statistics/sentences.ts";
import type { ReportedGroup } from "../report.ts";
import { comparisonWithLeftOut } from "../withLeftOut.ts";

/** Each comparison of two modes in words. */
export function comparisonList(group: ReportedGroup) {
	const { comparisons } = group;
	return (
		comparisons.length > 0 &&
		html`<details><summary>Each of the ${counted(comparisons.length, "comparison")} in words</summary>
<ul>${comparisons.map((comparison) => html`<li>${comparisonSentence(comparison)} ${comparisonWithLeftOut(comparison, group)}</li>`)}</ul>
</details>`
	);
}
