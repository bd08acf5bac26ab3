/**
 * Adjusts p-values of several families that were looked at together, each of which is corrected
 * within itself: of the families in which anything is said to differ, the expected mean share of
 * those in which that is wrong of something is the level at most (Benjamini & Bogomolov, "Selective
 * inference on multiple families of hypotheses", Journal of the Royal Statistical Society B 76(1),
 * 2014). Families are selected by their smallest p-value with the procedure of Benjamini and
 * Hochberg; within the R selected ones of m, the level is R/m of the whole. A single family stays
 * as it is.
 *
 * @param families of p-values, each corrected within its family for any error at all (familywise)
 * @returns in the same order, 1 at most: at or below a level just where the procedure rejects at
 *   that level
 */
export function acrossFamilies(families: readonly (readonly number[])[]): number[][] {
	const smallest = families.map((ps) => Math.min(1, ...ps)).sort((a, b) => a - b);
	const count = families.length;
	// selectedFrom[k − 1]: the lowest level at which at least k families are selected.
	const selectedFrom = smallest.map((p, i) => (p * count) / (i + 1));
	for (let i = count - 2; i >= 0; i--) {
		selectedFrom[i] = Math.min(selectedFrom[i] as number, selectedFrom[i + 1] as number);
	}
	return families.map((ps) =>
		ps.map((p) => Math.min(1, ...selectedFrom.map((level, i) => Math.max(level, (p * count) / (i + 1))))),
	);
}
