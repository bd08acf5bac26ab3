import { html, raw } from "hono/html";
import { counted } from "../counted.ts";
import type { Report } from "./report.ts";
import { contents } from "./sections/contents.ts";
import { failedAttempts } from "./sections/failedAttempts.ts";
import { figure } from "./sections/figure.ts";
import { groupSection } from "./sections/group.ts";
import { howToRead } from "./sections/howToRead.ts";
import { newestRuns } from "./sections/newestRuns.ts";
import { olderRuns } from "./sections/olderRuns.ts";
import { readableTime } from "./sections/text.ts";
import { styles } from "./styles.ts";

/**
 * The report as one HTML document that needs nothing else: styles and figures are inside. Links to files are relative.
 * What many runs say together comes first, single runs after it.
 */
export function htmlReport(report: Report): string {
	const { verdicts, groups, newest, older, problems, madeAt } = report;
	const { failed = [] } = report;
	const stacks = new Set(newest.map(({ manifest }) => manifest.stack));
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Holdfast: results</title>
<style>${raw(styles)}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
<header>
<h1>Holdfast: results</h1>
<p>Which fault-tolerance method keeps stateful Pods alive, what does it cost, and how sure are we? Made ${readableTime(madeAt)} from ${counted(newest.length + older.length, "run")} of ${counted(stacks.size, "stack")}.</p>
${contents(report)}
</header>
<main id="results" tabindex="-1">
${problems.length > 0 && problemList(problems)}
<section aria-labelledby="faults"><h2 id="faults">Safety in every fault</h2>
<p>All runs, whatever else was done to them: a busy machine loses no acknowledged update.</p>
${figure(verdicts)}</section>
${failedAttempts(failed)}
${groups.map(groupSection)}
${newestRuns(newest)}
${olderRuns(older)}
${howToRead()}
</main>
</body>
</html>
`.toString();
}

function problemList(problems: readonly string[]) {
	return html`<section aria-labelledby="problems"><h2 id="problems">Could not be read, or not whole</h2><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></section>`;
}
