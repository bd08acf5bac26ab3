/**
 * From what keeps the state in one place outside, over what spreads it, to the controls; the
 * study's design comes last.
 */
export const modeOrder: readonly string[] = [
	"central",
	"decentral",
	"hybrid",
	"decentral-etcd",
	"central-etcd",
	"volume",
	"standby",
	"none",
	"lying",
	"study",
];

/**
 * Modes in the order of panels and tables, each once: those that are known, then the others by
 * name.
 */
export function modesInOrder(modes: Iterable<string>): string[] {
	const rank = (mode: string) => (modeOrder.includes(mode) ? modeOrder.indexOf(mode) : modeOrder.length);
	return [...new Set(modes)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Whether a mode is no method to choose, but a check of the checker. */
export function isControl(mode: string): boolean {
	return mode === "lying";
}
