import { html } from "hono/html";
import { counted } from "../../counted.ts";
import type { Verdict } from "../../schema/run.ts";
import { overall } from "../measures.ts";
import type { Report, ReportedGroup } from "../report.ts";
import { safetyOf } from "../verdictCounts.ts";
import { choiceAnchor, hasChoice } from "./choice.ts";
import { groupAnchor } from "./group.ts";

const safetyTexts: Readonly<Record<Verdict, string>> = {
	holds: "✓ safety holds",
	violated: "✗ safety VIOLATED",
	unknown: "? safety not known in every run",
};

/** Where to find what; for each group, whether its methods kept what they must. */
export function contents({ groups, newest, older }: Report) {
	return html`<nav aria-label="Contents">
<ul>
<li><a href="#faults">Safety in every fault</a></li>
${groups.map(
	(group) =>
		html`<li><a href="#${groupAnchor(group)}">${group.name}</a>: ${runsOf(group)}${safetyText(group)}${choiceLink(group)}</li>
`,
)}
${newest.length > 0 && html`<li><a href="#newest">The newest run of each cell</a></li>`}
${older.length > 0 && html`<li><a href="#older">Older runs</a></li>`}
<li><a href="#method">How to read the numbers</a></li>
</ul>
${groups.length > 1 && html`<p>Different things were done in ${counted(groups.length, "group")} of runs: they are told apart and not compared with each other.</p>`}
</nav>`;
}

function choiceLink(group: ReportedGroup) {
	return (
		hasChoice(group) &&
		html`; <a href="#${choiceAnchor(group)}">which method for me?</a>`
	);
}

function runsOf({ cells }: ReportedGroup): string {
	const used = cells.reduce((sum, { runs }) => sum + runs.length, 0);
	const leftOut = cells.reduce((sum, { excluded }) => sum + excluded.length, 0);
	return `${counted(used, "run")}${leftOut > 0 ? ` and ${leftOut} left out` : ""}`;
}

function safetyText({ cells }: ReportedGroup) {
	const verdict = safetyOf(cells);
	const unknownElsewhere = cells
		.flatMap(({ excluded }) => excluded)
		.some(({ facts }) => overall(facts.verdicts) === "unknown");
	return (
		verdict !== null &&
		html`, <span class="${verdict}">${safetyTexts[verdict]}${
			// Nobody knows of those that are left out.
			verdict === "holds" && unknownElsewhere && " in the runs that are used"
		}</span>`
	);
}
