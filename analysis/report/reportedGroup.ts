import { max, sum } from "d3-array";
import type { RunManifest } from "../../schema/run.ts";
import { isToBlame } from "../collect/verdicts.ts";
import { runName } from "../digest/digest.ts";
import { flawsOf, type Group, withLeftOut } from "../digest/groups.ts";
import { headlines } from "../digest/metrics.ts";
import type { OfRun } from "../digest/rows.ts";
import { cellKey, solid } from "../figures/chart.ts";
import type { FaultSpan } from "../figures/costRows.ts";
import type { Drawn } from "../figures/group.ts";
import type { PictureContext } from "../figures/picture.ts";
import { rankable, standInStoreModes } from "../standInStore.ts";
import { compareModes } from "../statistics/compare.ts";
import { secondsPerRun } from "../statistics/nextStep.ts";
import { claimsOf } from "../study/claims.ts";
import studyResults from "../study/results.json" with { type: "json" };
import type { CellSafety, ReportedGroup } from "./report.ts";
import { unknownsOf } from "./unknowns.ts";

/**
 * What is told of a group of comparable runs, but for its pictures, and what these are drawn from.
 */
export function reportedGroup(
	group: Group,
	faultFree: Group | null,
): { told: Omit<ReportedGroup, "pictures">; drawn: Drawn } {
	const safety = group.cells.map(({ mode, replicas, included, excluded }) =>
		cellSafety(
			{ mode, replicas },
			[...included, ...excluded.map(({ digest }) => digest)].map(({ manifest, tables }) => ({
				manifest,
				loss: tables.metrics.find(({ metric }) => metric === "rpoWorst")?.value ?? null,
			})),
		),
	);
	const all = withLeftOut(group) ?? group;
	const context = contextOf(all, group);
	const used = new Set(group.tables.metrics.map(({ run }) => run));
	const leftOut = all.tables.metrics.filter(({ run }) => !used.has(run));
	const standInStores = standInStoreModes(all.cells);
	const comparisons = compareModes(solid(rankable(all.tables.metrics, standInStores), { hollow: hollowOf(leftOut) }), {
		view: "settled",
		metrics: headlines,
	});
	return {
		told: {
			id: group.id,
			name: group.name,
			protocol: group.protocol,
			durationSeconds: all.durationSeconds,
			secondsPerRun: secondsPerRun(
				all.cells.flatMap(({ included }) => included.map(({ manifest }) => manifest.start)),
				group.protocol,
			),
			withFaults: group.protocol.faults.length > 0,
			safety,
			tables: group.tables,
			leftOut,
			untrusted: onlyLeftOut(group.tables.metrics, leftOut),
			comparisons,
			claims: claimsOf(group),
			notes: group.notes,
			standIns: group.standIns,
			standInStores,
		},
		drawn: {
			tables: all.tables,
			comparisons,
			context,
			standInStores,
			lost: new Set(safety.filter(({ lostIn }) => lostIn > 0).map(cellKey)),
			spans: all.cells.flatMap(({ included }) => included.flatMap(spansOf)),
			faultFree: faultFree?.tables.latencies ?? [],
			warmUpSeconds: group.protocol.warmUpSeconds,
		},
	};
}

/** Whether some cell has no other runs than those left out. */
function onlyLeftOut(used: readonly OfRun[], leftOut: readonly OfRun[]): boolean {
	const cells = new Set(used.map(cellKey));
	return leftOut.some((row) => !cells.has(cellKey(row)));
}

function hollowOf(rows: readonly OfRun[]): Record<string, string> {
	return Object.fromEntries(rows.map(({ run }) => [run, ""]));
}

/** What all pictures of a group say beside its rows. */
function contextOf(all: Group, group: Group): PictureContext {
	const flaws = group.cells.flatMap(({ included, excluded }) => [
		...included.map((digest) => ({ digest, why: flawsOf(digest.manifest) })),
		...excluded,
	]);
	return {
		idPrefix: group.id,
		protocolName: all.name,
		durationSeconds: all.durationSeconds,
		faultTimes: all.faultTimes,
		standIns: all.standIns,
		notes: [],
		hollow: Object.fromEntries(
			flaws.flatMap(({ digest, why }) => (why === null ? [] : [[runName(digest.manifest), why]])),
		),
		study: studyResults,
	};
}

function spansOf({ manifest, faults }: Group["cells"][number]["included"][number]): FaultSpan[] {
	const { mode, replicas } = manifest;
	const run = { mode, replicas, run: runName(manifest) };
	return faults.map(({ victims, ...span }) => ({ ...run, ...span }));
}

type Judged = Pick<RunManifest, "verdicts" | "evidence" | "expectedViolations">;

/**
 * @param runs with the most updates that one Pod lost; null where that isn't known
 */
function cellSafety(
	cell: Pick<CellSafety, "mode" | "replicas">,
	runs: readonly { manifest: Judged; loss: number | null }[],
): CellSafety {
	const lost = runs.filter(
		({ manifest, loss }) => Object.values(manifest.verdicts).includes("violated") || (loss ?? 0) > 0,
	);
	const unknown = runs.filter((run) => !lost.includes(run) && Object.values(run.manifest.verdicts).includes("unknown"));
	const losses = runs.flatMap(({ loss }) => loss ?? []);
	const evidence = runs.map(({ manifest }) => manifest.evidence);
	return {
		...cell,
		runs: runs.length,
		lostIn: lost.length,
		unknownIn: unknown.length,
		expected: !lost.some(({ manifest }) => isToBlame(manifest)),
		worstLoss: max(losses) ?? null,
		observations: evidence.includes(undefined)
			? null
			: sum(evidence, (entries) => sum(entries ?? [], ({ observations }) => observations)),
		unknownBecause: [...new Set(unknown.flatMap(({ manifest }) => unknownsOf(manifest)).map(({ because }) => because))],
	};
}
