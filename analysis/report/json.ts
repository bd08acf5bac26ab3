import { headlines } from "../digest/metrics.ts";
import { answersOf } from "./answers.ts";
import { numberOf } from "./page.ts";
import type { Report } from "./report.ts";

/**
 * The answers as data, for programs: the same as the page begins with, and each run's numbers as it
 * shows them.
 */
export function reportJson(report: Report): string {
	const { madeAt, groups, runs, failed, problems } = report;
	return `${JSON.stringify(
		{
			groups: groups.map((group) => {
				const { safety, ...answers } = answersOf(group);
				return { name: group.name, safety: { ...safety, cells: group.safety }, ...answers };
			}),
			runs: runs.map((run) => ({
				name: run.name,
				flaw: run.flaw,
				used: run.used,
				verdicts: run.manifest.verdicts,
				numbers: Object.fromEntries(headlines.map((metric) => [metric, numberOf(run, metric)])),
			})),
			failed,
			problems,
			madeAt,
		},
		null,
		"\t",
	)}\n`;
}
