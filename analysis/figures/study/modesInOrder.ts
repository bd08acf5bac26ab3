const first = ["central", "decentral"];

/** Modes in the order of panels: the study's two as it has them, then the others by name. */
export function modesInOrder(modes: Iterable<string>): string[] {
	const rank = (mode: string) => (first.indexOf(mode) + 1 || 3) - 1;
	return [...new Set(modes)].sort(
		(a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0),
	);
}
