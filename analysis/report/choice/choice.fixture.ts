import { metricNames } from "../../digest/metrics.ts";
import { syntheticMethods } from "../../figures/ours/methods.fixture.ts";
import { compareModes } from "../../statistics/compare.ts";
import { syntheticIncluded } from "../group.fixture.ts";
import { headlines } from "../headlines.ts";
import type { ReportedCell, ReportedGroup } from "../report.ts";

type Methods = NonNullable<Parameters<typeof syntheticMethods>[0]>;

/** What of a group the choice of a method is made from, of made-up methods. */
export function syntheticChoice(methods: Methods = {}): Pick<
	ReportedGroup,
	"cells" | "comparisons"
> & {
	tables: Pick<ReportedGroup["tables"], "metrics">;
} {
	const { metrics: rows, kept } = syntheticMethods(methods);
	const runs = methods.runs ?? 5;
	const cells = kept.map(({ mode, replicas, outcome }): ReportedCell => {
		const stack = `${mode}-${replicas}`;
		return {
			mode,
			replicas,
			runs: Array.from({ length: runs }, (_, number) => {
				const run = syntheticIncluded(stack, number, { standIns: [] });
				const { verdicts } = run.facts;
				return {
					...run,
					facts: {
						...run.facts,
						id: `${number}`,
						verdicts: {
							...verdicts,
							durability: outcome === "lost" ? "violated" : "holds",
						},
					},
				};
			}),
			excluded: [],
		};
	});
	return {
		cells,
		tables: { metrics: rows },
		comparisons: compareModes(rows, {
			view: "settled",
			metrics: metricNames.filter((name) => headlines.includes(name)),
		}),
	};
}
