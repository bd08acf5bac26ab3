import type { RunManifest } from "../../schema/run.ts";
import { headlines } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { drawGroup } from "../figures/group.ts";
import { type Synthetic, syntheticPictureContext, syntheticTables } from "../figures/tables.fixture.ts";
import { compareModes } from "../statistics/compare.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import type { Report, ReportedGroup, ReportedRun } from "./report.ts";

/** A made-up group for tests, in which everything holds; nothing that was measured. */
export function syntheticGroup(made: Synthetic = {}, fields: Partial<ReportedGroup> = {}): ReportedGroup {
	const all = { durationSeconds: 45, faultAtSeconds: 15, runs: 5, ...made };
	const tables = syntheticTables(all);
	const context = syntheticPictureContext(all);
	const comparisons = compareModes(tables.metrics, {
		view: "settled",
		metrics: headlines,
	});
	const cells = Map.groupBy(tables.metrics, ({ mode, replicas }) => `${mode} ${replicas}`);
	return {
		id: context.idPrefix,
		name: "quick (delete-pods)",
		protocol: syntheticManifest().protocol,
		durationSeconds: 45,
		secondsPerRun: 75,
		withFaults: true,
		safety: [...cells.values()].map((rows) => {
			const [{ mode, replicas }] = rows as [MetricRow];
			return {
				mode,
				replicas,
				runs: new Set(rows.map(({ run }) => run)).size,
				lostIn: 0,
				unknownIn: 0,
				expected: true,
				worstLoss: 0,
				observations: 100,
				unknownBecause: [],
			};
		}),
		tables,
		leftOut: [],
		untrusted: false,
		comparisons,
		pictures: drawGroup({
			tables,
			comparisons,
			context: { ...context, notes: [] },
			standInStores: [],
			lost: new Set(),
		}).map((picture) => ({
			...picture,
			files: {
				svg: `figures/${picture.name}.svg`,
				png: `figures/${picture.name}.png`,
				csv: `figures/${picture.name}.csv`,
			},
		})),
		claims: [],
		notes: [],
		standIns: context.standIns,
		standInStores: [],
		...fields,
	};
}

/** A made-up run of a report. */
export function syntheticReported(fields: Partial<RunManifest> = {}, reported: Partial<ReportedRun> = {}): ReportedRun {
	const manifest = syntheticManifest(fields);
	const name = `${manifest.stack}/${manifest.id}`;
	return {
		name,
		manifest,
		metrics: headlines.map((metric, i) => ({
			mode: manifest.mode,
			replicas: manifest.replicas,
			run: name,
			metric,
			view: "settled",
			value: (i + 1) / 100,
		})),
		flaw: null,
		used: true,
		plot: null,
		files: [{ name: "run.json", href: `../results/${name}/run.json` }],
		...reported,
	};
}

export function syntheticReport(fields: Partial<Report> = {}): Report {
	return {
		madeAt: "2026-02-01T00:00:00.000Z",
		groups: [syntheticGroup()],
		runs: [syntheticReported()],
		failed: [],
		problems: [],
		...fields,
	};
}
