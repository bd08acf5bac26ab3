import { extent } from "d3-array";
import { type RunDigest, runName } from "../digest/digest.ts";
import { type Group, standInsOf } from "../digest/groups.ts";
import { type Kept, keptOf } from "../digest/kept.ts";
import { faultName } from "../schema/faultKinds.ts";
import { estimateRuns } from "../statistics/runValues.ts";
import { trend } from "../statistics/trend.ts";
import studyResults from "../study/results.json" with { type: "json" };
import { latencyQuantiles } from "./latencyQuantiles.ts";
import { costOfFaults } from "./ours/costOfFaults.ts";
import { costRows, type FaultSpan } from "./ours/costRows.ts";
import { landscape } from "./ours/landscape.ts";
import { latencyDistribution } from "./ours/latencyDistribution.ts";
import { recoveryParts } from "./ours/recoveryParts.ts";
import { resources } from "./ours/resources.ts";
import { scaling } from "./ours/scaling.ts";
import { trendRows } from "./ours/trendRows.ts";
import { verdictMatrix } from "./ours/verdictMatrix.ts";
import type { VerdictRow } from "./ours/verdictRow.ts";
import type { Picture, PictureContext } from "./pictures.ts";
import { studyPictures } from "./study.ts";
import { survivors } from "./survivors.ts";

/**
 * All figures of a group of comparable runs, in the order in which a report shows them: the study's, then ours.
 *
 * @param calm runs under the same protocol without its faults, where there are any
 */
export function drawGroup(group: Group, calm: Group | null = null): Picture[] {
	const { tables, protocol } = group;
	const included = includedIn(group);
	if (included.length === 0) return [];
	const context = contextOf(group);
	const withFaults = protocol.faults.length > 0;
	const sizes = [
		...new Set(
			extent(included, ({ manifest }) => manifest.replicas) as number[],
		),
	];
	return [
		...studyPictures(tables, context),
		...(withFaults
			? [
					recoveryParts(tables.recoveries, context),
					survivors(tables.windows, context),
					costOfFaults(
						costRows(tables.latencies, included.flatMap(faultSpans), {
							calm: calm?.tables.latencies ?? [],
							warmUpSeconds: protocol.warmUpSeconds,
						}),
						context,
					),
				]
			: []),
		...sizes.flatMap((replicas) =>
			(["persist", "retrieve"] as const).map((kind) =>
				latencyQuantiles(tables.latencies, context, { kind, replicas }),
			),
		),
		latencyDistribution(tables.quantiles, context),
		scaling(tables.metrics, trendRows(tables.metrics, trend), context),
		resources(tables.containers, context),
		...(withFaults
			? (["memoryTotal", "cpuTotal", "persistP99"] as const).map((life) =>
					landscape(tables.metrics, keptIn(group), estimateRuns, context, {
						life,
					}),
				)
			: []),
	];
}

function includedIn({ cells }: Group): RunDigest[] {
	return cells.flatMap(({ included }) => included);
}

/** Runs that are left out for their numbers still show what a method loses. */
export function keptIn({ cells, tables }: Group): Kept[] {
	return keptOf(
		cells.map(({ mode, replicas, included, excluded }) => ({
			mode,
			replicas,
			judged: [...included, ...excluded.map(({ digest }) => digest)].map(
				({ manifest }) => ({
					run: runName(manifest),
					verdicts: manifest.verdicts,
				}),
			),
		})),
		tables.metrics,
	);
}

/** What all pictures of a group say beside its rows. */
export function contextOf(group: Group): PictureContext {
	const excluded = group.cells.flatMap((cell) => cell.excluded).length;
	const included = includedIn(group);
	return {
		idPrefix: group.id,
		protocolName: group.name,
		durationSeconds: group.durationSeconds,
		faultTimes: group.faultTimes,
		standIns: group.standIns,
		notes: [
			...group.notes,
			...(excluded > 0
				? [
						`${excluded} of ${excluded + included.length} runs ${excluded === 1 ? "is" : "are"} incomplete, damaged or not to be trusted, and left out.`,
					]
				: []),
		],
		study: studyResults,
	};
}

/** What the checker found in each fault, in all runs: neither a busy machine nor another protocol makes a verdict less of one. */
export function drawVerdicts(digests: readonly RunDigest[]): Picture {
	const incomplete = digests.filter(
		({ manifest }) => manifest.status === "incomplete",
	).length;
	return verdictMatrix(digests.map(verdictRow), {
		idPrefix: "all",
		protocolName: "all protocols",
		durationSeconds: 0,
		faultTimes: [],
		standIns: [
			...new Set(digests.flatMap(({ manifest }) => standInsOf(manifest))),
		],
		notes:
			incomplete > 0
				? [
						`${incomplete} of ${digests.length} runs ${incomplete === 1 ? "is" : "are"} incomplete: what their histories can't show is unknown.`,
					]
				: [],
		study: null,
	});
}

function verdictRow({ manifest, tables }: RunDigest): VerdictRow {
	const loss = tables.metrics.find(({ metric }) => metric === "rpoWorst");
	return {
		...identityOf(manifest),
		faults: manifest.protocol.faults.map(faultName),
		verdicts: manifest.verdicts,
		rpoWorst: loss?.value ?? null,
	};
}

function faultSpans({ manifest, faults }: RunDigest): FaultSpan[] {
	return faults.map(({ fault, startSeconds, endSeconds }) => ({
		...identityOf(manifest),
		fault,
		startSeconds,
		endSeconds,
	}));
}

function identityOf(manifest: RunDigest["manifest"]) {
	const { mode, replicas } = manifest;
	return { mode, replicas, run: runName(manifest) };
}
