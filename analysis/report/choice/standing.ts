import { ascending } from "d3-array";
import type { MetricName, MetricRow } from "../../digest/rows.ts";
import { modesInOrder } from "../../modesInOrder.ts";
import type { Comparison, Estimate } from "../../statistics/comparison.ts";
import { estimateRuns, runValues } from "../../statistics/runValues.ts";

/** A mode with its number, at one size. */
export type Contender = { mode: string; estimate: Estimate };

/** The mode with the lowest median, and how surely each other one is higher. */
export type Standing = {
	leader: Contender;
	/** Shown to be higher. */
	higher: readonly Contender[];
	/** Every run of both had the same value. */
	alike: readonly Contender[];
	/** Shown to be no more than 10 % apart. */
	equivalent: readonly Contender[];
	/** Tested, and no difference shown. */
	undecided: readonly Contender[];
	/** Too few runs to say anything. */
	tooFew: readonly Contender[];
	/** The highest adjusted p among `higher`; null where that is empty. */
	worstP: number | null;
};

type Asked = {
	metric: MetricName;
	replicas: number;
	/** The modes to choose from. */
	modes: readonly string[];
};

/** The numbers of some modes at one size, from the lowest median to the highest; one of which there is only a bound comes last. */
export function contenders(
	rows: readonly MetricRow[],
	{ metric, replicas, modes }: Asked,
): Contender[] {
	return modesInOrder(modes)
		.flatMap((mode): Contender[] => {
			const values = runValues(
				rows.filter(
					(row) =>
						row.view === "settled" &&
						row.metric === metric &&
						row.replicas === replicas &&
						row.mode === mode,
				),
			);
			return values.length === 0
				? []
				: [{ mode, estimate: estimateRuns(values) }];
		})
		.sort(
			(a, b) =>
				ascending(isBound(a), isBound(b)) ||
				ascending(a.estimate.median, b.estimate.median),
		);
}

/**
 * How the mode with the lowest median stands to each other one. It says what the comparisons say, which were tested and corrected
 * together, and nothing else.
 *
 * @returns null without a mode that has a value
 */
export function standing(
	ordered: readonly Contender[],
	comparisons: readonly Comparison[],
	{ metric, replicas }: Pick<Asked, "metric" | "replicas">,
): Standing | null {
	const [leader, ...others] = ordered;
	if (leader === undefined) return null;
	const told = others.map((other) => {
		const comparison = comparisons.find(
			(each) =>
				each.metric === metric &&
				each.sizes.some((size) => size.replicas === replicas) &&
				[each.first, each.second].includes(leader.mode) &&
				[each.first, each.second].includes(other.mode),
		);
		return { other, comparison, how: relation(leader, other, comparison) };
	});
	const those = (how: Relation) =>
		told.filter((each) => each.how === how).map(({ other }) => other);
	const ps = told.flatMap(({ how, comparison }) =>
		how === "higher" ? (comparison?.adjustedP ?? []) : [],
	);
	return {
		leader,
		higher: those("higher"),
		alike: those("alike"),
		equivalent: those("equivalent"),
		undecided: those("undecided"),
		tooFew: those("tooFew"),
		worstP: ps.length === 0 ? null : Math.max(...ps),
	};
}

type Relation = "higher" | "alike" | "equivalent" | "undecided" | "tooFew";

/**
 * Of the other mode to the one with the lowest median at this size. What the comparison says of all sizes together counts; where they had
 * the same value in every run of this one, that does.
 */
function relation(
	leader: Contender,
	other: Contender,
	comparison: Comparison | undefined,
): Relation {
	const [one, ...others] = [leader, other].flatMap(
		({ estimate }) => estimate.values,
	);
	const known = [leader, other].every(
		({ estimate }) => estimate.open === undefined,
	);
	if (known && others.every((value) => value === one)) return "alike";
	if (comparison === undefined) return "tooFew";
	const { outcome, first } = comparison;
	if (outcome === (first === leader.mode ? "firstLower" : "secondLower")) {
		return "higher";
	}
	return outcome === "equivalent" || outcome === "tooFew"
		? outcome
		: "undecided";
}

function isBound({ estimate }: Contender): number {
	return estimate.open?.median ? 1 : 0;
}
