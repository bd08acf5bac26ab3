import { metricNames } from "../digest/metrics.ts";
import { type Synthetic, syntheticTables } from "../figures/tables.fixture.ts";
import { compareModes } from "../statistics/compare.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { claimsOf } from "../study/claims.ts";
import type {
	IncludedRun,
	ReportedCell,
	ReportedGroup,
	ReportedPicture,
	RunFacts,
} from "./report.ts";

/** A made-up run of a group, for tests. */
export function syntheticIncluded(
	stack: string,
	number: number,
	fields: Partial<RunFacts> = {},
): IncludedRun {
	const id = `202601${String(number + 1).padStart(2, "0")}T000000Z`;
	return {
		facts: syntheticManifest({
			stack,
			id,
			start: `2026-01-${String(number + 1).padStart(2, "0")}T00:00:00.000Z`,
			standIns: [],
			...fields,
		}),
		href: `../results/${stack}/${id}/run.json`,
	};
}

export function syntheticPicture(
	fields: Partial<ReportedPicture> = {},
): ReportedPicture {
	return {
		name: "synthetic",
		title: "A made-up figure",
		svg: '<svg role="img" aria-label="made up"><title>made up</title></svg>',
		alternative: "The central mode is at 1 ms.",
		table: { columns: ["mode", "latency [ms]"], rows: [["central", 1.23456]] },
		href: {
			svg: "figures/synthetic.svg",
			png: "figures/synthetic.png",
			csv: "figures/synthetic.csv",
		},
		...fields,
	};
}

/** A made-up group for tests, in which everything holds; nothing that was measured. */
export function syntheticGroup({
	modes = ["central", "decentral"],
	sizes = [5, 21],
	runs = 5,
	...others
}: Synthetic = {}): ReportedGroup {
	const tables = syntheticTables({
		modes,
		sizes,
		runs,
		durationSeconds: 45,
		faultAtSeconds: 15,
		...others,
	});
	const manifest = syntheticManifest();
	const { protocol } = manifest;
	const cells: ReportedCell[] = modes.flatMap((mode) =>
		sizes.map((replicas) => ({
			mode,
			replicas,
			runs: Array.from({ length: runs }, (_, number) =>
				syntheticIncluded(`${mode}-${replicas}`, number, {
					standIns: mode === "central" ? manifest.standIns : [],
				}),
			),
			excluded: [],
		})),
	);
	return {
		id: "quick-delete-pods",
		name: "quick (delete-pods)",
		protocol,
		notes: [],
		cells,
		tables,
		comparisons: compareModes(tables.metrics, {
			view: "settled",
			metrics: metricNames,
		}),
		pictures: [syntheticPicture()],
		claims: claimsOf({
			tables,
			protocol,
			cells: cells.map(({ mode, runs }) => ({
				mode,
				included: runs.map(({ facts }) => ({ manifest: facts })),
			})),
		}),
	};
}
