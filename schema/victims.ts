/** A stream of numbers in [0, 1). */
export type Random = () => number;

/**
 * The generator mulberry32 (T. Ettinger, 2017; public domain): 32 bits of state, a full period of
 * 2^32, and good enough for drawing lots. Equal seeds give equal streams on every machine.
 *
 * @param seed an integer from 0 to 2^53 - 1; its high bits are folded into the 32 bits of state
 */
export function mulberry32(seed: number): Random {
	let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * `count` different names, each set of them equally likely (the first `count` swaps of a
 * Fisher-Yates shuffle). The same names in another order, with the same seed, give the same
 * victims.
 *
 * @param count from 0 to the number of names
 */
export function chooseVictims(names: readonly string[], count: number, seed: number): string[] {
	if (!Number.isInteger(count) || count < 0 || count > names.length) {
		throw new RangeError(`There are ${names.length} replicas to choose victims from: ${count} can't be chosen.`);
	}
	const random = mulberry32(seed);
	const deck = inNaturalOrder(names);
	for (let i = 0; i < count; i++) {
		const j = i + Math.floor(random() * (deck.length - i));
		[deck[i], deck[j]] = [deck[j] as string, deck[i] as string];
	}
	return inNaturalOrder(deck.slice(0, count));
}

/** `pod-2` before `pod-10`. */
export function inNaturalOrder(names: readonly string[]): string[] {
	return [...names].sort((a, b) => ordinal(a) - ordinal(b) || (a < b ? -1 : a > b ? 1 : 0));
}

function ordinal(name: string): number {
	return Number(/(\d+)$/.exec(name)?.[1] ?? -1);
}

/** `pod-0` … */
export function identities(replicas: number): string[] {
	return Array.from({ length: replicas }, (_, i) => `pod-${i}`);
}
