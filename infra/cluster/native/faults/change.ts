import type { ClusterNode } from "../nodes.ts";
import { type Change, nodeFaults } from "./index.ts";
import type { ChangeKind } from "./nodeFault.ts";
import { type Part, type Undo, undoParts } from "./undo.ts";

export type { Change } from "./index.ts";

/** Takes changes down as they are made. */
export type Note = (changes: readonly Change[]) => void;

/** Undoes changes. */
export function undoChanges(changes: readonly Change[], nodes: readonly ClusterNode[]): Undo {
	return undoParts(changes.map((change) => partOf(change, nodes)));
}

/** A change and how it is undone. */
export function partOf(change: Change, nodes: readonly ClusterNode[]): Part {
	return { what: describeChange(change), undo: kindOf(change).undo(change, nodes) };
}

/** A change in words. */
export function describeChange(change: Change): string {
	return kindOf(change).describe(change);
}

function kindOf({ kind }: Change): ChangeKind<Change> {
	for (const { changes } of Object.values(nodeFaults)) {
		const found = (changes as Record<string, ChangeKind<Change> | undefined>)[kind];
		if (found) return found;
	}
	throw new Error(`No fault makes a change of the kind "${kind}".`);
}
