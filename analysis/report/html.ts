import { html, raw } from "hono/html";
import type { MajorityLoss } from "../schema/run.ts";
import { quantileMethod } from "../statistics/quantiles.ts";
import { caveatsOf } from "./caveats.ts";
import { describeFault } from "./describeFault.ts";
import {
	fixed,
	type Measure,
	measuresOf,
	nothing,
	overall,
	protocolName,
	verdictLabels,
	verdictText,
} from "./measures.ts";
import type { DetailedRun, Report, ReportedRun } from "./report.ts";
import { study, studyCaveats, studyValues } from "./study.ts";
import { styles } from "./styles.ts";
import { windowRows } from "./windows.ts";

/**
 * The report as one HTML document that needs nothing else: styles and figures are inside. Links to the runs' files
 * are relative.
 */
export function htmlReport(report: Report): string {
	const { newest, older, problems, madeAt } = report;
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
<header>
<h1>Holdfast: results</h1>
<p>Which fault-tolerance method keeps stateful Pods alive, and what does it cost? Made ${readableTime(madeAt)} from ${counted(newest.length + older.length, "run")} of ${counted(newest.length, "stack")}.</p>
</header>
<main>
${verdictSection(newest)}
${problems.length > 0 && listSection("Could not be read", problems)}
${newest.map(runSection)}
${older.length > 0 && olderSection(older)}
${methodSection()}
</main>
</body>
</html>
`.toString();
}

function verdictSection(runs: readonly DetailedRun[]) {
	const names = Object.keys(verdictLabels) as (keyof typeof verdictLabels)[];
	return html`<section aria-labelledby="verdicts">
<h2 id="verdicts">Verdicts</h2>
<div class="scroll"><table>
<caption>The newest run of each stack</caption>
<thead><tr><th scope="col">Stack</th>${runs.map(
		({ manifest }) =>
			html`<th scope="col" class="number"><a href="#${manifest.stack}">${manifest.stack}</a></th>`,
	)}</tr></thead>
<tbody>
${names.map(
	(name) =>
		html`<tr><th scope="row">${capitalized(verdictLabels[name])}</th>${runs.map(
			({ manifest }) => verdictCell(manifest.verdicts[name]),
		)}</tr>`,
)}
<tr><th scope="row">The record of the run is complete</th>${runs.map(
		({ manifest }) =>
			manifest.status === "complete"
				? html`<td class="holds">✓ complete</td>`
				: html`<td class="unknown">✗ INCOMPLETE</td>`,
	)}</tr>
${measuresOf(runs)
	.filter(({ heading }) => heading !== undefined)
	.map((measure) => measureRow(measure, runs))}
</tbody>
</table></div>
${standInNote(runs)}
</section>`;
}

function standInNote(runs: readonly DetailedRun[]) {
	const names = new Set(
		runs.flatMap(({ manifest }) =>
			manifest.standIns.map(
				({ name, standsInFor }) => `${name} for ${standsInFor}`,
			),
		),
	);
	return (
		names.size > 0 &&
		html`<p><strong>With stand-ins:</strong> ${[...names].join("; ")}. Each run below says why.</p>`
	);
}

function measureRow(
	{ label, unit, cell }: Measure,
	runs: readonly ReportedRun[],
) {
	return html`<tr><th scope="row"${label.startsWith(" ") && raw(' class="part"')}>${withUnit(label, unit)}</th>${runs.map(
		({ summary }) => html`<td class="number">${cell(summary)}</td>`,
	)}</tr>
`;
}

function runSection(run: DetailedRun) {
	const { manifest } = run;
	return html`<section aria-labelledby="${manifest.stack}">
<h2 id="${manifest.stack}">${manifest.stack}</h2>
${incompleteNote(run)}
${violations(run)}
${whatWasRun(run)}
${numbers(run)}
${caveatList(run)}
${recoveryTable(run)}
${windowTable(run)}
${thresholdList(run)}
${majorityList(run)}
${run.figures.map(
	({ title, svg, href }) => html`<figure>${raw(svg)}
<figcaption>${title} over run time, ${manifest.stack} (<a href="${href}">as a file</a>)</figcaption></figure>
`,
)}
${standIns(run)}
${studyTable(run)}
<h3>Files of this run</h3>
<p>${run.files.map(
		({ name, href }, i) => html`${i > 0 && " · "}<a href="${href}">${name}</a>`,
	)}</p>
</section>`;
}

function incompleteNote({ manifest }: DetailedRun) {
	return (
		manifest.status === "incomplete" &&
		html`<div class="warning" role="note"><p><strong>This run is incomplete.</strong> Its numbers may miss something:</p><ul>${manifest.incompleteBecause.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
	);
}

function violations({ manifest }: DetailedRun) {
	const found = manifest.violations ?? [];
	return (
		found.length > 0 &&
		html`<div class="violation" role="note"><p><strong>The method violated safety.</strong></p><ul>${found.map(
			({ pod, property, summary }) =>
				html`<li><strong>${pod}</strong> (${verdictLabels[property]}): ${summary}</li>`,
		)}</ul></div>`
	);
}

function whatWasRun({ manifest }: DetailedRun) {
	const { protocol, machine, versions, images, groups } = manifest;
	const faults = protocol.faults.map(describeFault);
	return html`<h3>What was run on what</h3>
<dl>
<dt>Run</dt><dd>${manifest.id}, ${readableTime(manifest.start)}, seed ${manifest.seed}</dd>
<dt>Method</dt><dd>${manifest.mode}, ${counted(manifest.replicas, "replica")}${groups && `, ${counted(groups.count, "Raft group")} of ${counted(groups.size, "member")}`}</dd>
<dt>Protocol</dt><dd>${protocol.name}: ${protocol.durationSeconds} s, a state every ${protocol.intervalSeconds} s, a scrape every ${protocol.scrapeIntervalSeconds} s, operation history ${protocol.recording ? "recorded" : "not recorded"}</dd>
<dt>Faults</dt><dd>${faults.length === 0 ? "none" : faults.join("; ")}</dd>
<dt>Machine</dt><dd>${machine.cpuModel}, ${counted(machine.cores, "core")}, ${(machine.memoryBytes / 1e9).toFixed(1)} GB, Linux ${machine.kernel}, platform ${machine.platform}, cgroup v${machine.cgroupVersion}; load average at the end ${machine.loadAverage.toFixed(2)}</dd>
<dt>Versions</dt><dd>${Object.entries(versions)
		.map(([name, version]) => `${name} ${version}`)
		.join(", ")}</dd>
<dt>Images</dt><dd>${Object.entries(images).map(
		([name, digest], i) =>
			html`${i > 0 && ", "}${name} <code title="${digest}">${shortDigest(digest)}</code>`,
	)}</dd>
</dl>`;
}

function numbers(run: DetailedRun) {
	return html`<h3>Numbers</h3>
<table>
<thead><tr><th scope="col">Measure</th><th scope="col" class="number">${run.manifest.stack}</th></tr></thead>
<tbody>${measuresOf([run]).map((measure) => measureRow(measure, [run]))}</tbody>
</table>
`;
}

function caveatList(run: DetailedRun) {
	const caveats = caveatsOf(run);
	return (
		caveats.length > 0 &&
		html`<h3>Caveats</h3><ul class="caveats">${caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul>`
	);
}

function recoveryTable({ summary }: DetailedRun) {
	if (summary.recoveries.length === 0) return "";
	return html`<h3>The way back of each deleted Pod</h3>
<div class="scroll"><table>
<caption>Seconds from the deletion, on the observer's clock</caption>
<thead><tr><th scope="col">Pod</th><th scope="col">Deleted</th><th scope="col">New Pod scheduled</th><th scope="col">Method ready</th><th scope="col">First update persisted (RTO)</th><th scope="col">of it Kubernetes, until its first container started</th><th scope="col">of it application and method</th><th scope="col">Updates lost (RPO)</th></tr></thead>
<tbody>${summary.recoveries.map(
		({ pod, deleted, steps, ...recovery }) => html`<tr>
<th scope="row" class="name">${pod}</th><td class="number">${deleted.slice(11, 23)}</td>${[
			steps.scheduledSeconds,
			steps.methodReadySeconds,
			recovery.rtoSeconds,
			recovery.kubernetesSeconds,
			recovery.methodSeconds,
		].map(
			(seconds) => html`<td class="number">${fixed(seconds, 2)}</td>`,
		)}<td class="number">${fixed(recovery.rpoUpdates, 0)}</td></tr>
`,
	)}</tbody>
</table></div>`;
}

function windowTable({ manifest }: DetailedRun) {
	const rows = windowRows(manifest.measures?.windows ?? []);
	if (rows.length === 0) return "";
	const { reads } = manifest.measures ?? {};
	return html`<h3>Each fault, until the system was steady again</h3>
<div class="scroll"><table>
<caption>Seconds from the injection; a gap is a time without an acknowledged update</caption>
<thead><tr><th scope="col">Fault</th><th scope="col">Victims</th><th scope="col">Undone after</th><th scope="col">Steady after</th><th scope="col">Others' longest gap</th><th scope="col">Updates missed, worst of the others</th><th scope="col">Victims' longest gap</th></tr></thead>
<tbody>${rows.map(
		(row) => html`<tr>
<th scope="row" class="name">${row.fault}</th><td>${row.victims.join(", ") || nothing}</td><td class="number">${fixed(row.healedAfterSeconds, 1)}</td><td class="number">${row.steadyAfterSeconds === null ? "never" : fixed(row.steadyAfterSeconds, 1)}</td><td class="number">${fixed(row.othersGapSeconds, 1)}</td><td class="number">${row.othersMissed}</td><td class="number">${fixed(row.victimsGapSeconds, 1)}</td></tr>
`,
	)}</tbody>
</table></div>
${reads && html`<p>Clients were answered ${reads.count} times; ${reads.stale} answers were stale${reads.stale > 0 ? `, at worst by ${counted(reads.worstUpdates, "update")} and ${fixed(reads.worstSeconds, 2)} s` : ""}.</p>`}`;
}

function thresholdList({ manifest }: DetailedRun) {
	const outcomes = manifest.thresholds ?? [];
	return (
		outcomes.length > 0 &&
		html`<h3>Thresholds of the protocol</h3>
<ul>${outcomes.map(({ name, limit, value, held }) => html`<li>${name}, at most ${limit}: ${value ?? "no such figure"}, ${held ? "held" : "CROSSED"}</li>`)}</ul>`
	);
}

function majorityList({ summary }: DetailedRun) {
	const lost = summary.consensus?.majorityLost ?? [];
	return (
		lost.length > 0 &&
		html`<h3>Raft groups that lost their majority</h3>
<ul class="majorities">${lost.map((loss) => html`<li>${majoritySentence(loss)}</li>`)}</ul>`
	);
}

function majoritySentence({
	group,
	lost,
	restored,
	reset,
}: MajorityLoss): string {
	const until =
		restored === null
			? "until the run ended"
			: `for ${fixed((Date.parse(restored) - Date.parse(lost)) / 1000, 2)} s`;
	const price = reset ? "; its data was given up to make it work again" : "";
	return `${group} had no majority from ${lost.slice(11, 23)} ${until}${price}.`;
}

function standIns({ manifest }: DetailedRun) {
	return (
		manifest.standIns.length > 0 &&
		html`<h3>Stand-ins</h3>
<p>This machine could not have all of the real parts. In their places were:</p>
<ul>${manifest.standIns.map(
			({ name, standsInFor, why }) =>
				html`<li><strong>${name}</strong> stands in for <strong>${standsInFor}</strong>: ${why}</li>`,
		)}</ul>`
	);
}

function studyTable({ manifest }: DetailedRun) {
	const values = studyValues(manifest.mode);
	return (
		values.length > 0 &&
		html`<h3>What the study measured</h3>
<table>
<caption>${study}</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">In its ${manifest.mode} mode</th></tr></thead>
<tbody>${values.map(
			({ measure, value }) =>
				html`<tr><th scope="row">${measure}</th><td>${value}</td></tr>`,
		)}</tbody>
</table>
<ul>${studyCaveats(manifest.mode).map((caveat) => html`<li>${caveat}</li>`)}</ul>`
	);
}

function olderSection(runs: readonly ReportedRun[]) {
	const headed = measuresOf(runs).filter(
		({ heading }) => heading !== undefined,
	);
	return html`<section aria-labelledby="older">
<h2 id="older">Older runs</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Stack</th><th scope="col">Run</th><th scope="col">Protocol</th><th scope="col">Record</th><th scope="col">Safety</th>${headed.map(
		({ heading }) => html`<th scope="col" class="number">${heading}</th>`,
	)}</tr></thead>
<tbody>${runs.map(
		({
			manifest,
			summary,
		}) => html`<tr><th scope="row" class="name">${manifest.stack}</th><td>${manifest.id}</td><td>${protocolName(manifest)}</td><td>${
			manifest.status === "complete" ? "complete" : "INCOMPLETE"
		}</td>${verdictCell(overall(manifest.verdicts))}${headed.map(
			({ cell }) => html`<td class="number">${cell(summary)}</td>`,
		)}</tr>
`,
	)}</tbody>
</table></div>
</section>`;
}

function methodSection() {
	return html`<section aria-labelledby="method">
<h2 id="method">How to read the numbers</h2>
<ul>
<li>Run time starts when the chaos scenario says that the measured period begins. Latencies and missed intervals come from the operation history, the times of events from the observer's clock, memory from Prometheus.</li>
<li>Latency is measured from the actual start of an operation to its acknowledgement. “From the intended start” counts from when the interval was due, so that waiting is not left out when one slow operation delays the next.</li>
<li>RPO is the number of acknowledged updates that a deleted Pod's successor did not find again. RTO is the time from the deletion to the first persisted update of the same identity; Kubernetes' share ends when the first container of the successor's Pod starts: what the method starts there before the application is the method's share.</li>
<li>The startup delay is the time from the earliest container start in the Pod to the method's first readiness for this replica.</li>
<li>Memory is that of the replicas' own Pods. What a method adds there is the sum of the medians of all containers but the application's, and of the Pods the median; what it needs outside, as the store of the central mode, is not counted, as in the study.</li>
<li>Quantiles are by ${quantileMethod}. A p99 of fewer than some hundred operations says little more than the largest of them.</li>
<li>One run is one sample: what differs between two runs may be chance. ${nothing} means that nothing was measured. 1 MB is 10⁶ bytes.</li>
</ul>
</section>`;
}

function listSection(title: string, items: readonly string[]) {
	return html`<section><h2>${title}</h2><ul>${items.map((item) => html`<li>${item}</li>`)}</ul></section>`;
}

function verdictCell(verdict: "holds" | "violated" | "unknown") {
	return html`<td class="${verdict}">${verdictText(verdict)}</td>`;
}

function withUnit(label: string, unit: string): string {
	return unit === "" ? label.trim() : `${label.trim()} (${unit})`;
}

/** `sha256:` and the first 12 digits, as container tools show it. */
function shortDigest(digest: string): string {
	const [algorithm, hash = ""] = digest.split(":");
	return `${algorithm}:${hash.slice(0, 12)}`;
}

function readableTime(iso: string): string {
	return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
