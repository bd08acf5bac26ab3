const flag = "--nodes=";

/**
 * What says on a command line that there are so many nodes; nothing for one, which needs no saying.
 */
export function nodesFlag(count: number): string[] {
	return count === 1 ? [] : [`${flag}${count}`];
}

/** How many nodes a command line asks for. */
export function nodesIn(commandLine: readonly string[]): number {
	const given = commandLine.find((word) => word.startsWith(flag));
	return given === undefined ? 1 : Number(given.slice(flag.length));
}
