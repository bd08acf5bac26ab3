import { html, raw } from "hono/html";
import type { MajorityLoss } from "../schema/run.ts";
import { quantileMethod } from "../statistics/quantiles.ts";
import { caveatsOf } from "./caveats.ts";
import { byProtocol, type Comparable } from "./comparable.ts";
import { describeFault } from "./describeFault.ts";
import {
	fixed,
	type Measure,
	measuresOf,
	nothing,
	overall,
	verdictLabels,
	verdictText,
} from "./measures.ts";
import { protocolName, shortProtocolName } from "./protocolName.ts";
import type { DetailedRun, Report, ReportedRun } from "./report.ts";
import { statusText } from "./status.ts";
import { study, studyCaveats, studyValues } from "./study.ts";
import { styles } from "./styles.ts";
import { windowColumns, windowRows } from "./windows.ts";
import {
	counted,
	notWithinRun,
	readsSentence,
	thresholdSentence,
} from "./words.ts";

/**
 * The report as one HTML document that needs nothing else: styles and figures are inside. Links to the runs' files
 * are relative.
 */
export function htmlReport(report: Report): string {
	const { newest, older, problems, madeAt } = report;
	const protocols = byProtocol(newest);
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
<header>
<h1>Holdfast: results</h1>
<p>Which fault-tolerance method keeps stateful Pods alive, and what does it cost? Made ${readableTime(madeAt)} from ${counted(newest.length + older.length, "run")} of ${counted(stacks.size, "stack")}.</p>
</header>
<main>
${verdictSection(protocols)}
${problems.length > 0 && listSection("Could not be read, or not whole", problems)}
${protocols.map(({ runs }) =>
	runs.map((run) => runSection(run, protocols.length > 1)),
)}
${older.length > 0 && olderSection(older)}
${methodSection()}
</main>
</body>
</html>
`.toString();
}

function verdictSection(protocols: readonly Comparable<DetailedRun>[]) {
	return html`<section aria-labelledby="verdicts">
<h2 id="verdicts">Verdicts</h2>
${protocols.map(verdictTable)}
<p>Runs stand side by side only where the same protocol was done to them, with the same faults.</p>
${standInNote(protocols.flatMap(({ runs }) => runs))}
</section>`;
}

function verdictTable({ name, runs }: Comparable<DetailedRun>) {
	const names = Object.keys(verdictLabels) as (keyof typeof verdictLabels)[];
	return html`<div class="scroll"><table>
<caption>The newest run of each stack under ${name}</caption>
<thead><tr><th scope="col">Stack</th>${runs.map(
		(run) =>
			html`<th scope="col" class="number"><a href="#${anchor(run)}">${run.manifest.stack}</a></th>`,
	)}</tr></thead>
<tbody>
${names.map(
	(name) =>
		html`<tr><th scope="row">${capitalized(verdictLabels[name])}</th>${runs.map(
			({ manifest }) => verdictCell(manifest.verdicts[name]),
		)}</tr>`,
)}
<tr><th scope="row">The record of the run is complete</th>${runs.map((run) =>
		statusText(run) === "complete"
			? html`<td class="holds">✓ complete</td>`
			: html`<td class="unknown">✗ ${statusText(run)}</td>`,
	)}</tr>
${measuresOf(runs)
	.filter(({ heading }) => heading !== undefined)
	.map((measure) => measureRow(measure, runs))}
</tbody>
</table></div>
`;
}

/** Unique in the document, and none that a stack could have as its name. */
function anchor({ manifest }: ReportedRun): string {
	return `${manifest.stack}-${manifest.id}`;
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

function runSection(run: DetailedRun, oneOfManyProtocols: boolean) {
	const { manifest } = run;
	return html`<section aria-labelledby="${anchor(run)}">
<h2 id="${anchor(run)}">${manifest.stack}${oneOfManyProtocols && `: ${shortProtocolName(manifest)}`}</h2>
${incompleteNote(run)}
${damageNote(run)}
${violations(run)}
${whatWasRun(run)}
${numbers(run)}
${caveatList(run)}
${recoveryTable(run)}
${windowTable(run)}
${readsNote(run)}
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

function damageNote({ damaged }: DetailedRun) {
	return (
		damaged &&
		html`<div class="warning" role="note"><p><strong>This run is damaged.</strong> Its numbers are of what can still be read: see what could not be read above.</p></div>`
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
	const { load } = protocol;
	const faults = protocol.faults.map(describeFault);
	return html`<h3>What was run on what</h3>
<dl>
<dt>Run</dt><dd>${manifest.id}, ${readableTime(manifest.start)}, seed ${manifest.seed}</dd>
<dt>Method</dt><dd>${manifest.mode}, ${counted(manifest.replicas, "replica")}${groups && `, ${counted(groups.count, "Raft group")} of ${counted(groups.size, "member")}`}</dd>
<dt>Protocol</dt><dd>${protocol.name}: ${protocol.durationSeconds} s, a state every ${protocol.intervalSeconds} s, a scrape every ${protocol.scrapeIntervalSeconds} s, operation history ${protocol.recording ? "recorded" : "not recorded"}</dd>
<dt>Faults</dt><dd>${faults.length === 0 ? "none" : faults.join("; ")}</dd>
${load && html`<dt>Load</dt><dd>of each state: ${counted(load.clients, "client")}, ${load.readsPerSecond} reads and ${load.advancesPerSecond} updates out of turn a second</dd>`}
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
	return html`<h3>The way back of each Pod that was deleted or killed</h3>
<div class="scroll"><table>
<caption>Seconds from the loss, on the observer's clock; a killed Pod isn't scheduled anew</caption>
<thead><tr><th scope="col">Pod</th><th scope="col">Lost at</th><th scope="col">New Pod scheduled</th><th scope="col">Method ready</th><th scope="col">First update persisted (RTO)</th><th scope="col">of it Kubernetes, until its first container started</th><th scope="col">of it application and method</th><th scope="col">Updates lost (RPO)</th></tr></thead>
<tbody>${summary.recoveries.map(
		({ pod, deleted, steps, ...recovery }) => html`<tr>
<th scope="row" class="name">${pod}</th><td class="number">${deleted.slice(11, 23)}</td>${[
			fixed(steps.scheduledSeconds, 2),
			fixed(steps.methodReadySeconds, 2),
			recovery.rtoSeconds === null
				? notWithinRun
				: fixed(recovery.rtoSeconds, 2),
			fixed(recovery.kubernetesSeconds, 2),
			fixed(recovery.methodSeconds, 2),
		].map(
			(cell) => html`<td class="number">${cell}</td>`,
		)}<td class="number">${fixed(recovery.rpoUpdates, 0)}</td></tr>
`,
	)}</tbody>
</table></div>`;
}

function windowTable({ manifest, summary }: DetailedRun) {
	const rows = windowRows(manifest.measures?.windows ?? [], summary.zero);
	return (
		rows.length > 0 &&
		html`<h3>Each fault, until the system was steady again</h3>
<div class="scroll"><table>
<caption>Injected after the run's start; undone and steady after the injection. A gap is the longest time without an acknowledged update meanwhile.</caption>
<thead><tr><th scope="col">Fault</th><th scope="col">Victims</th>${windowColumns.map(
			({ heading, unit }) =>
				html`<th scope="col" class="number">${capitalized(withUnit(heading, unit))}</th>`,
		)}</tr></thead>
<tbody>${rows.map(
			(
				row,
			) => html`<tr><th scope="row" class="name">${row.fault}</th><td>${row.victims.join(", ") || nothing}</td>${windowColumns.map(
				({ cell }) => html`<td class="number">${cell(row)}</td>`,
			)}</tr>
`,
		)}</tbody>
</table></div>`
	);
}

function readsNote({ manifest }: DetailedRun) {
	const { reads } = manifest.measures ?? {};
	return reads && html`<p class="reads">${readsSentence(reads)}</p>`;
}

function thresholdList({ manifest }: DetailedRun) {
	const outcomes = manifest.thresholds ?? [];
	return (
		outcomes.length > 0 &&
		html`<h3>Thresholds of the protocol</h3>
<ul class="thresholds">${outcomes.map((outcome) => html`<li>${capitalized(thresholdSentence(outcome))}</li>`)}</ul>`
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
<tbody>${runs.map((run) => {
		const { manifest, summary } = run;
		return html`<tr><th scope="row" class="name">${manifest.stack}</th><td>${manifest.id}</td><td>${protocolName(manifest)}</td><td>${statusText(run)}</td>${verdictCell(overall(manifest.verdicts))}${headed.map(
			({ cell }) => html`<td class="number">${cell(summary)}</td>`,
		)}</tr>
`;
	})}</tbody>
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

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
