import type { ReportedRun } from "./report.ts";

/** Below this many operations a p99 is hardly more than the maximum. */
const operationsForP99 = 300;

/** What a reader must know before trusting the numbers of this run, one sentence each. */
export function caveatsOf({ manifest, summary }: ReportedRun): string[] {
	const { machine, protocol } = manifest;
	const openPorts = manifest.measures?.consensus?.openPorts ?? [];
	const lasting = (summary.consensus?.majorityLost ?? [])
		.filter(({ restored }) => restored === null)
		.map(({ group }) => group);
	const persists = summary.persist.service?.count ?? 0;
	const unsteady = (manifest.measures?.windows ?? [])
		.filter(({ steady }) => steady === null)
		.map(({ fault }) => fault);
	const caveats: [boolean, string][] = [
		[
			unsteady.length > 0,
			`The system was never steady again after ${unsteady.join(", ")} while the run lasted.`,
		],
		[
			manifest.trust?.trusted === false,
			`The machine was too busy to trust the figures: ${manifest.trust?.reasons.join(" ")}`,
		],
		[
			!summary.checked,
			"This run has not been checked: what it lost, how it recovered and how long its starts took is not known.",
		],
		[
			!protocol.recording,
			"The operation history was not recorded, so there are no latencies and no missed intervals.",
		],
		[
			summary.rto.unrecovered > 0,
			"Not every deleted Pod persisted again before the run ended; the recovery times are those of the others.",
		],
		[
			lasting.length > 0,
			`The majority of ${[...new Set(lasting)].join(", ")} was lost and not restored before the run ended: from then on nothing could be read from or written to what lives there, and latencies are of operations before that or in other groups.`,
		],
		[
			persists > 0 && persists < operationsForP99,
			`Only ${persists} persist operations were acknowledged: the p99 is hardly more than the slowest of them.`,
		],
		[
			machine.loadAverage > machine.cores,
			`The machine had more to do (load ${machine.loadAverage.toFixed(2)}) than cores to do it (${machine.cores}): latencies include waiting for a core.`,
		],
		[
			openPorts.length > 0,
			`The members' port is open to Pods that are no members (${openPorts.join(", ")}): the cluster's network enforces no NetworkPolicy.`,
		],
	];
	return caveats.flatMap(([applies, sentence]) => (applies ? [sentence] : []));
}
