import { html, raw } from "hono/html";
import { lossText } from "../../collect/loss.ts";
import { isToBlame } from "../../collect/verdicts.ts";
import { counted } from "../../counted.ts";
import { shortProtocolName } from "../../schema/protocolName.ts";
import { caveatsOf } from "../caveats.ts";
import { describeFault } from "../describeFault.ts";
import { evidenceRows } from "../evidenceRows.ts";
import { fixed, measuresOf, verdictLabels } from "../measures.ts";
import { machineText } from "../provenance.ts";
import type { DetailedRun, ReportedRun } from "../report.ts";
import { unknownsOf } from "../unknowns.ts";
import { readsSentence, thresholdSentence } from "../words.ts";
import { measureRow } from "./measureRow.ts";
import { majorityList, recoveryTable, windowTable } from "./runEvents.ts";
import { table } from "./table.ts";
import { capitalized, readableTime, shortDigest, verdictCell } from "./text.ts";

/** Unique in the document, and none that a stack could have as its name. */
export function runAnchor({ manifest }: ReportedRun): string {
	return `${manifest.stack}-${manifest.id}`;
}

/** One run in full. */
export function runSection(run: DetailedRun, oneOfManyProtocols: boolean) {
	const { manifest } = run;
	return html`<section aria-labelledby="${runAnchor(run)}">
<h3 id="${runAnchor(run)}">${manifest.stack}${oneOfManyProtocols && `: ${shortProtocolName(manifest)}`}</h3>
${incompleteNote(run)}
${damageNote(run)}
${violations(run)}
${unknownNote(run)}
${whatWasRun(run)}
${evidenceTable(run)}
${numbers(run)}
${caveatList(run)}
${recoveryTable(run)}
${windowTable(run)}
${readsNote(run)}
${thresholdList(run)}
${majorityList(run)}
${run.plot !== undefined && html`<p><a href="${run.plot}">Every operation of ${manifest.stack}, run ${manifest.id}</a>, over time with the faults, and a lane for each replica.</p>`}
${run.figures.map(
	({ title, svg, href }) => html`<figure>${raw(svg)}
<figcaption>${title} over run time, ${manifest.stack} (<a href="${href}">as a file</a>)</figcaption></figure>
`,
)}
${standIns(run)}
<h4>Files of this run</h4>
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
		html`<div class="violation" role="note"><p><strong>${headOf(manifest)}</strong></p><ul>${found.map(
			({ pod, property, summary }) =>
				html`<li><strong>${pod}</strong> (${verdictLabels[property]}): ${summary}</li>`,
		)}</ul></div>`
	);
}

/** Nobody is blamed for what is expected. */
function headOf(manifest: DetailedRun["manifest"]): string {
	const loss = lossText(manifest);
	if (isToBlame(manifest)) {
		return loss === null
			? "The method violated safety."
			: `The method violated safety: it ${loss}.`;
	}
	return loss === null
		? `Safety was violated, as is expected of the mode ${manifest.mode}.`
		: `${capitalized(loss)}.`;
}

function unknownNote({ manifest }: DetailedRun) {
	const unknowns = unknownsOf(manifest);
	return (
		unknowns.length > 0 &&
		html`<div class="warning" role="note"><p><strong>Not everything that could have shown a violation was observed.</strong> So it isn't known whether these properties held:</p><ul class="unknowns">${unknowns.map(
			({ because, properties }) =>
				html`<li>${because} (${properties.map((property) => verdictLabels[property]).join("; ")})</li>`,
		)}</ul></div>`
	);
}

/** A verdict is worth what was observed. */
function evidenceTable({ manifest }: DetailedRun) {
	return html`<h4>What each verdict rests on</h4>
${table(
	`Observations that could have refuted each property, of all identities of ${manifest.stack}, run ${manifest.id}; and what is said of the identity that decides the verdict`,
	html`<thead><tr><th scope="col">Property</th><th scope="col">Verdict</th><th scope="col" class="number">Observations</th><th scope="col">The weakest identity</th></tr></thead>
<tbody>${evidenceRows(manifest).map(
		({ property, verdict, observations, because }) =>
			html`<tr><th scope="row">${capitalized(verdictLabels[property])}</th>${verdictCell(verdict)}<td class="number">${fixed(observations, 0)}</td><td>${because}</td></tr>
`,
	)}</tbody>`,
)}`;
}

function whatWasRun({ manifest }: DetailedRun) {
	const { protocol, machine, versions, images, groups } = manifest;
	const { load } = protocol;
	const faults = protocol.faults.map(describeFault);
	return html`<h4>What was run on what</h4>
<dl>
<dt>Run</dt><dd>${manifest.id}, ${readableTime(manifest.start)}, seed ${manifest.seed}</dd>
<dt>Method</dt><dd>${manifest.mode}, ${counted(manifest.replicas, "replica")}${groups && `, ${counted(groups.count, "Raft group")} of ${counted(groups.size, "member")}`}</dd>
<dt>Protocol</dt><dd>${protocol.name}: ${protocol.durationSeconds} s, a state every ${protocol.intervalSeconds} s, a scrape every ${protocol.scrapeIntervalSeconds} s, operation history ${protocol.recording ? "recorded" : "not recorded"}</dd>
<dt>Faults</dt><dd>${faults.length === 0 ? "none" : faults.join("; ")}</dd>
${load && html`<dt>Load</dt><dd>of each state: ${counted(load.clients, "client")}, ${load.readsPerSecond} reads and ${load.advancesPerSecond} updates out of turn a second</dd>`}
<dt>Machine</dt><dd>${machineText(machine)}; load average at the end ${machine.loadAverage.toFixed(2)}</dd>
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
	const { manifest } = run;
	return html`<h4>Numbers</h4>
${table(
	`Numbers of ${manifest.stack}, run ${manifest.id}`,
	html`<thead><tr><th scope="col">Measure</th><th scope="col" class="number">${manifest.stack}</th></tr></thead>
<tbody>${measuresOf([run]).map((measure) => measureRow(measure, [run]))}</tbody>`,
)}`;
}

function caveatList(run: DetailedRun) {
	const caveats = caveatsOf(run);
	return (
		caveats.length > 0 &&
		html`<h4>Caveats</h4><ul class="caveats">${caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul>`
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
		html`<h4>Thresholds of the protocol</h4>
<ul class="thresholds">${outcomes.map((outcome) => html`<li>${capitalized(thresholdSentence(outcome))}</li>`)}</ul>`
	);
}

function standIns({ manifest }: DetailedRun) {
	return (
		manifest.standIns.length > 0 &&
		html`<h4>Stand-ins</h4>
<p>This machine could not have all of the real parts. In their places were:</p>
<ul>${manifest.standIns.map(
			({ name, standsInFor, why }) =>
				html`<li><strong>${name}</strong> stands in for <strong>${standsInFor}</strong>: ${why}</li>`,
		)}</ul>`
	);
}
