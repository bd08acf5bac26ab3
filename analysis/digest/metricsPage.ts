/**
 * Writes what is told of the metrics from their catalogue.
 *
 *     node analysis/digest/metricsPage.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MetricDescription, metricNames, metrics } from "./metrics.ts";

export const metricsFile = join(import.meta.dirname, "../../docs/metrics.md");

/** The page, as Markdown: one row a metric, in the order of the report's tables. */
export function metricsPage(): string {
	return [
		'<!-- Written by "node analysis/digest/metricsPage.ts" from analysis/digest/metrics.ts: change it there. -->',
		"",
		"# Metrics",
		"",
		"Each run gives one number for each metric, or none where it can't be told. Of all of them, less is better. The names are those of",
		"`report.json`, of the tables' CSV and of `sweep --question`. How they are compared is in [statistics.md](statistics.md), what happens in a run in",
		"[experiment.md](experiment.md).",
		"",
		"| name | label | unit | definition | one run's number is |",
		"|---|---|---|---|---|",
		...metricNames.map((name) => row(name, metrics[name])),
		"",
	].join("\n");
}

function row(name: string, { label, unit, definition, population }: MetricDescription): string {
	return `| \`${name}\` | ${[label, unit, definition, population].join(" | ")} |`;
}

if (import.meta.main) writeFileSync(metricsFile, metricsPage());
