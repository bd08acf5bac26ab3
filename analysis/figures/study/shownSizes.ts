import type { OfRun } from "../../digest/rows.ts";

/** The sizes that the study draws. */
const studySizes = [5, 21] as const;

export type ShownSizes = {
	/** Numbers of replicas, ascending: two, one, or none. */
	sizes: readonly number[];
	/** What a reader must know of the choice; null where it is the study's. */
	remark: string | null;
};

/** The study's two sizes where both are present, or else the smallest and the largest. */
export function shownSizes(rows: readonly OfRun[]): ShownSizes {
	const present = [...new Set(rows.map(({ replicas }) => replicas))].sort(
		(a, b) => a - b,
	);
	if (studySizes.every((size) => present.includes(size))) {
		return { sizes: studySizes, remark: null };
	}
	const sizes = [...new Set([present.at(0), present.at(-1)])].filter(
		(size) => size !== undefined,
	);
	const remark =
		sizes.length === 0
			? null
			: sizes.length === 1
				? `Runs with ${sizes[0]} replicas only.`
				: `Shown are the smallest and the largest size that was run, ${sizes.join(" and ")} replicas; the study shows ${studySizes.join(" and ")}.`;
	return { sizes, remark };
}
