/** A value that a resampled statistic can have, and how likely it does. */
export type Atom = { value: number; probability: number };

/**
 * Percentile interval of a bootstrap distribution (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993,
 * section 13.3): on each side as many values are left out as together weigh less than half of what lies outside the level.
 *
 * @param atoms at least one, in any order; the probabilities add up to 1
 * @param level share of the distribution inside, for instance 0.95
 */
export function percentileInterval(atoms: readonly Atom[], level: number): [low: number, high: number] {
	// Probabilities are sums with rounding errors; what reaches the tail but for those has reached it.
	const tail = (1 - level) / 2 - 1e-12;
	const ordered = [...atoms].sort((a, b) => a.value - b.value);
	return [firstBeyond(tail, ordered), firstBeyond(tail, ordered.reverse())];
}

function firstBeyond(tail: number, atoms: readonly Atom[]): number {
	let passed = 0;
	for (const { value, probability } of atoms) {
		passed += probability;
		if (passed >= tail) return value;
	}
	return (atoms.at(-1) as Atom).value;
}
