import { html } from "hono/html";
import { partsOf } from "../../checker/recoveryParts.ts";
import type { MajorityLoss } from "../../schema/run.ts";
import { fixed, nothing } from "../measures.ts";
import type { DetailedRun } from "../report.ts";
import { windowColumns, windowRows, witnessSentences } from "../windows.ts";
import { notWithinRun } from "../words.ts";
import { table } from "./table.ts";
import { capitalized, withUnit } from "./text.ts";

/** How each Pod that was lost came back. */
export function recoveryTable({ summary }: DetailedRun) {
	if (summary.recoveries.length === 0) return "";
	return html`<h4>The way back of each Pod that was deleted or killed</h4>
${table(
	"Seconds from the loss, on the observer's clock. Termination: until the lost Pod's last container ended; replacement: until the new one's first container runs; start: until the method first answers it; ready: until its first acknowledged update.",
	html`<thead><tr><th scope="col">Pod</th><th scope="col">Lost at</th><th scope="col">First update persisted (RTO)</th><th scope="col">of it termination</th><th scope="col">replacement</th><th scope="col">start</th><th scope="col">ready</th><th scope="col">Updates lost (RPO)</th></tr></thead>
<tbody>${summary.recoveries.map((recovery) => {
		const { pod, deleted, rtoSeconds, rpoUpdates } = recovery;
		const parts = partsOf(recovery);
		return html`<tr>
<th scope="row" class="name">${pod}</th><td class="number">${deleted.slice(11, 23)}</td>${[
			rtoSeconds === null ? notWithinRun : fixed(rtoSeconds, 2),
			fixed(parts.terminationSeconds, 2),
			fixed(parts.replacementSeconds, 2),
			fixed(parts.startSeconds, 2),
			fixed(parts.readySeconds, 2),
		].map(
			(cell) => html`<td class="number">${cell}</td>`,
		)}<td class="number">${fixed(rpoUpdates, 0)}</td></tr>
`;
	})}</tbody>`,
)}`;
}

/** What each fault did. */
export function windowTable({ manifest, summary }: DetailedRun) {
	const rows = windowRows(manifest.measures?.windows ?? [], summary.zero);
	return (
		rows.length > 0 &&
		html`<h4>Each fault, until the system was steady again</h4>
${table(
	"Injected after the run's start; undone and steady after the injection. A gap is the longest time without an acknowledged update meanwhile.",
	html`<thead><tr><th scope="col">Fault</th><th scope="col">Victims</th>${windowColumns.map(
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
	)}</tbody>`,
)}${witnessList(witnessSentences(rows, { onlyDoubts: false }))}`
	);
}

/** What those who didn't do the faults saw of them. */
function witnessList(sentences: readonly string[]) {
	return (
		sentences.length > 0 &&
		html`<h4>What witnesses saw of each fault and of its undoing</h4>
<ul class="witnesses">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
	);
}

/** Which Raft groups could not be used for a while. */
export function majorityList({ summary }: DetailedRun) {
	const lost = summary.consensus?.majorityLost ?? [];
	return (
		lost.length > 0 &&
		html`<h4>Raft groups that lost their majority</h4>
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
