import { counted } from "../counted.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { comparisonSentence } from "../statistics/sentences.ts";
import type { ReportedGroup } from "./report.ts";

type Group = Pick<ReportedGroup, "comparisons"> & {
	cells: readonly Pick<ReportedGroup["cells"][number], "excluded">[];
	withLeftOut?: Pick<ReportedGroup, "comparisons">;
};

/** Whether leaving runs out makes a difference to what the comparisons of a group say, in sentences; none where no run is left out. */
export function differenceOfLeftOut(group: Group): string[] {
	const { withLeftOut } = group;
	if (withLeftOut === undefined) return [];
	const those = theLeftOut(group);
	const changed = withLeftOut.comparisons.filter(
		(each) => outcomeIn(group.comparisons, each) !== each.outcome,
	);
	const total = withLeftOut.comparisons.length;
	if (total === 0) return [`With ${those}, nothing is compared either.`];
	if (changed.length === 0) {
		return [
			`With ${those}, ${total === 1 ? "the comparison comes" : `all ${total} comparisons come`} out the same.`,
		];
	}
	return [
		`With ${those}, ${changed.length} of ${counted(total, "comparison")} ${changed.length === 1 ? "comes" : "come"} out otherwise:`,
		...changed.map(comparisonSentence),
	];
}

/** What becomes of one comparison with the runs that are left out; null where none is. */
export function comparisonWithLeftOut(
	comparison: Comparison,
	group: Group,
): string | null {
	const all = group.withLeftOut?.comparisons.find((each) =>
		isSame(each, comparison),
	);
	if (all === undefined) return null;
	const those = theLeftOut(group);
	return all.outcome === comparison.outcome
		? `With ${those}: the same outcome.`
		: `With ${those} it is otherwise: ${comparisonSentence(all)}`;
}

function theLeftOut({ cells }: Group): string {
	const count = cells.reduce((sum, { excluded }) => sum + excluded.length, 0);
	return `the ${counted(count, "left-out run")}`;
}

function outcomeIn(
	comparisons: readonly Comparison[],
	comparison: Comparison,
): Comparison["outcome"] | null {
	return comparisons.find((each) => isSame(each, comparison))?.outcome ?? null;
}

function isSame(one: Comparison, other: Comparison): boolean {
	return (
		one.metric === other.metric &&
		one.first === other.first &&
		one.second === other.second
	);
}
