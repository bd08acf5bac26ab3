/**
 * What replicas take, by mode and size, in the runs of one protocol: the rows of the tables in docs/scale.md.
 *
 *     npm run figures && node analysis/budget.ts [quick]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { median, rollups } from "d3-array";
import { checkout } from "../schema/checkout.ts";
import { metrics } from "./digest/metrics.ts";
import type { MetricName, MetricRow } from "./digest/rows.ts";
import type { ExportedGroup } from "./notebooks/exportedGroup.ts";

/** Columns of the table. */
const shown: readonly MetricName[] = [
	"memoryPod",
	"cpuPod",
	"memoryStore",
	"cpuStore",
	"memoryTotal",
	"cpuTotal",
	"startupSlowest",
	"rtoSlowest",
	"persistP50",
	"persistP99",
];

/** A Markdown table of medians over the runs of each mode and size. */
export function budgetTable(rows: readonly MetricRow[]): string {
	const cells = rollups(
		rows.filter(({ view }) => view === "settled"),
		(ofSize) => ofSize,
		({ mode }) => mode,
		({ replicas }) => replicas,
	);
	const lines = cells
		.toSorted(([a], [b]) => a.localeCompare(b))
		.flatMap(([mode, sizes]) =>
			sizes.toSorted(([a], [b]) => a - b).map(([replicas, ofSize]) => line(mode, replicas, ofSize)),
		);
	const heads = shown.map((name) => {
		const { label, unit } = metrics[name];
		return `${label} [${unit}]`;
	});
	return [["mode", "replicas", "runs", ...heads], ["mode", "replicas", "runs", ...heads].map(() => "---"), ...lines]
		.map((each) => `| ${each.join(" | ")} |`)
		.join("\n");
}

function line(mode: string, replicas: number, rows: readonly MetricRow[]): string[] {
	const runs = new Set(rows.map(({ run }) => run)).size;
	const values = shown.map((name) => {
		const { factor, decimals } = metrics[name];
		const value = median(rows.flatMap(({ metric, value }) => (metric === name && value !== null ? [value] : [])));
		return value === undefined ? "–" : (value * factor).toFixed(decimals);
	});
	return [mode, String(replicas), String(runs), ...values];
}

if (import.meta.main) {
	const file = join(checkout, "report", "tables.json");
	const groups = JSON.parse(readFileSync(file, "utf8")) as ExportedGroup[];
	const protocol = process.argv[2] ?? "quick";
	for (const group of groups) {
		if (!group.name.startsWith(`${protocol} (`)) continue;
		console.log(budgetTable(group.tables.metrics));
	}
}
