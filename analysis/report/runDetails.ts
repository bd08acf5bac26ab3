import { sum } from "d3-array";
import { html } from "hono/html";
import { counted } from "../../schema/counted.ts";
import { shortProtocolName } from "../../schema/protocolName.ts";
import type { Property } from "../../schema/run.ts";
import { partsOf } from "../checker/recoveryParts.ts";
import { lossText } from "../collect/loss.ts";
import { describeFault } from "./describeFault.ts";
import { folded, list, type Markup, number, table } from "./markup.ts";
import type { ReportedRun } from "./report.ts";
import { notWithinRun, readsSentence, thresholdSentence } from "./sentences.ts";
import { unknownsOf, weakestOf } from "./unknowns.ts";
import { fixed, nothing, verdictLabels, verdictText } from "./values.ts";
import { windowRows, windowTable, witnessSentences } from "./windows.ts";

/** Unique in the document. */
export function runAnchor({ name }: ReportedRun): string {
	return `run-${name.replaceAll(/[^A-Za-z0-9-]+/g, "-")}`;
}

/** One run in full, folded. */
export function runDetails(run: ReportedRun): Markup {
	const { name, manifest, flaw, files } = run;
	const { violations = [], measures, thresholds = [] } = manifest;
	const windows = windowRows(measures?.windows ?? [], Date.parse(manifest.start) / 1000);
	const loss = lossText(manifest);
	return folded(
		html`<span id="${runAnchor(run)}">${name}</span>: ${shortProtocolName(manifest)}`,
		html`<p>${files.map(({ name, href }, i) => html`${i > 0 && " · "}<a href="${href}" aria-label="${name} of ${run.name}">${name}</a>`)}</p>
${list([
	...(flaw === null ? [] : [html`<strong>${flaw}</strong>`]),
	...(loss === null ? [] : [`It ${loss}.`]),
	...violations.map(
		({ pod, property, summary }) =>
			html`<strong class="violated">${pod}</strong> (${verdictLabels[property]}): ${summary}`,
	),
	...unknownsOf(manifest).map(({ because, properties }) => `Not known (${properties.join(", ")}): ${because}`),
	...(measures?.reads ? [readsSentence(measures.reads)] : []),
	...thresholds.map((outcome) => `Threshold: ${thresholdSentence(outcome)}.`),
	...witnessSentences(windows, { onlyDoubts: false }),
	...majorities(run),
])}
${evidenceTable(run)}
${recoveryTable(run)}
${windowTable(`Each fault of ${name}, until the system was back; seconds from its injection`, windows)}
${whatWasRun(run)}`,
	);
}

/**
 * A verdict is worth what was observed: of each property, and what is said of the identity that
 * decides it.
 */
function evidenceTable({ name, manifest }: ReportedRun): Markup {
	const { verdicts, evidence = [] } = manifest;
	return table(
		`What the verdicts of ${name} rest on`,
		["Property", "Verdict", "Observations", "The weakest identity"],
		(Object.keys(verdicts) as Property[]).map((property) => {
			const entries = evidence.filter((each) => each.property === property);
			const weakest = weakestOf(entries);
			return [
				verdictLabels[property],
				{ content: verdictText(verdicts[property]), style: verdicts[property] },
				number(weakest === undefined ? nothing : `${sum(entries, ({ observations }) => observations)}`),
				weakest === undefined ? "no evidence was kept" : `${weakest.pod}: ${weakest.because}`,
			];
		}),
	);
}

function recoveryTable({ name, manifest }: ReportedRun): Markup {
	const recoveries = manifest.measures?.recoveries ?? [];
	if (recoveries.length === 0) return "";
	return table(
		`How each Pod of ${name} that was lost came back; seconds`,
		["Pod", "Back after (RTO)", "termination", "replacement", "start", "first update", "Updates lost (RPO)"],
		recoveries.map((recovery) => {
			const parts = partsOf(recovery);
			return [
				recovery.pod,
				number(recovery.rtoSeconds === null ? notWithinRun : fixed(recovery.rtoSeconds, 2)),
				...[parts.terminationSeconds, parts.replacementSeconds, parts.startSeconds, parts.readySeconds].map((part) =>
					number(fixed(part, 2)),
				),
				number(fixed(recovery.rpoUpdates, 0)),
			];
		}),
	);
}

function majorities({ manifest }: ReportedRun): string[] {
	return (manifest.measures?.consensus?.majorityLost ?? []).map(({ group, lost, restored, reset }) => {
		const until =
			restored === null ? "until the run ended" : `for ${fixed((Date.parse(restored) - Date.parse(lost)) / 1000, 2)} s`;
		return `${group} had no majority from ${lost.slice(11, 23)} ${until}${reset ? "; its data was given up" : ""}.`;
	});
}

function whatWasRun({ manifest }: ReportedRun): Markup {
	const { protocol, machine, versions, images, groups, standIns } = manifest;
	const { load } = protocol;
	const facts: readonly (readonly [string, string])[] = [
		["Run", `${manifest.start}, seed ${manifest.seed}`],
		[
			"Method",
			`${manifest.mode}, ${counted(manifest.replicas, "replica")}${groups ? `, ${counted(groups.count, "Raft group")} of ${counted(groups.size, "member")}` : ""}`,
		],
		[
			"Protocol",
			`${protocol.name}: ${protocol.durationSeconds} s, ${protocol.warmUpSeconds} s of them warm-up, a state every ${protocol.intervalSeconds} s; history ${protocol.recording ? "recorded" : "not recorded"}`,
		],
		["Faults", protocol.faults.map(describeFault).join("; ") || "none"],
		...(load
			? ([
					[
						"Load",
						`of each state: ${counted(load.clients, "client")}, ${load.readsPerSecond} reads and ${load.advancesPerSecond} updates out of turn a second`,
					],
				] as const)
			: []),
		[
			"Machine",
			`${machine.cpuModel}, ${counted(machine.cores, "core")}, ${(machine.memoryBytes / 1e9).toFixed(1)} GB, Linux ${machine.kernel}, platform ${machine.platform}, cgroup v${machine.cgroupVersion}; load average at the end ${machine.loadAverage.toFixed(2)}`,
		],
		[
			"Versions",
			Object.entries(versions)
				.map((each) => each.join(" "))
				.join(", "),
		],
		[
			"Images",
			Object.entries(images)
				.map(([name, digest]) => `${name} ${digest.slice(0, 19)}`)
				.join(", "),
		],
		...standIns.map(({ name, standsInFor, why }) => ["Stand-in", `${name} for ${standsInFor}: ${why}`] as const),
	];
	return html`<dl>${facts.map(([what, text]) => html`<dt>${what}</dt><dd>${text}</dd>`)}</dl>`;
}
