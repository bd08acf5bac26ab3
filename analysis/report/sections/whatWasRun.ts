import { html } from "hono/html";
import { counted } from "../../counted.ts";
import { naturally } from "../../digest/runTime.ts";
import type { Counted, Provenance } from "../provenance.ts";
import type { ReportedGroup } from "../report.ts";
import { readableTime, shortDigest } from "./text.ts";

/** The protocol of a group, and what its runs ran on. */
export function whatWasRun(
	{ protocol, cells, notes }: ReportedGroup,
	{ runs, first, last, machines, versions, images }: Provenance,
) {
	const { load } = protocol;
	const modes = naturally(new Set(cells.map(({ mode }) => mode)));
	return html`<h3>What was run, on what</h3>
<dl>
<dt>Methods</dt><dd>${modes
		.map((mode) => {
			const sizes = cells.flatMap((cell) =>
				cell.mode === mode ? [cell.replicas] : [],
			);
			return `${mode} with ${sizes.join(", ")} replicas`;
		})
		.join("; ")}</dd>
<dt>Protocol</dt><dd>${protocol.name}: ${protocol.durationSeconds} s, of which ${protocol.warmUpSeconds} s are warm-up; a state every ${protocol.intervalSeconds} s, a scrape every ${protocol.scrapeIntervalSeconds} s</dd>
${load && html`<dt>Load</dt><dd>of each state: ${counted(load.clients, "client")}, ${load.readsPerSecond} reads and ${load.advancesPerSecond} updates out of turn a second</dd>`}
${first !== null && last !== null && html`<dt>When</dt><dd>${first === last ? readableTime(first) : `${readableTime(first)} to ${readableTime(last)}`}</dd>`}
<dt>Machine</dt><dd>${countedText(machines, runs) || "no run is left to tell"}</dd>
</dl>
${
	notes.length > 0 &&
	html`<div class="warning" role="note"><p><strong>Not everything was the same in all runs.</strong></p><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`
}
${
	runs > 0 &&
	html`<details class="printed"><summary>Versions and images</summary>
<dl>
<dt>Versions</dt><dd>${versions
		.map(({ name, values }) => `${name} ${countedText(values, runs)}`)
		.join("; ")}</dd>
<dt>Images</dt><dd>${images.map(
		({ name, values }, i) =>
			html`${i > 0 && "; "}${name} ${values.map(
				({ value }, j) =>
					html`${j > 0 && ", "}<code title="${value}">${shortDigest(value)}</code>`,
			)}`,
	)}</dd>
</dl></details>`
}
`;
}

/** How many runs had each is told only where they differ. */
function countedText(values: readonly Counted[], all: number): string {
	const [only] = values;
	if (values.length === 1 && only) {
		return only.runs === all
			? only.value
			: `${only.value} (${counted(only.runs, "run")})`;
	}
	return values
		.map(({ value, runs }) => `${value} (${counted(runs, "run")})`)
		.join(", ");
}
