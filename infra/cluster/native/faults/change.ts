import { existsSync, writeFileSync } from "node:fs";
import type { ClusterNode } from "../nodes.ts";
import { isRunning, type ProcessIdentity } from "../processes.ts";
import { dropRule, type RuleSide } from "./cutOff.ts";
import { signal } from "./signal.ts";
import { startNode } from "./stopNode.ts";
import { type Part, type Undo, undoParts } from "./undo.ts";

/** One thing that a fault changed, as data: an agent that starts after this one can undo it. */
export type Change =
	| { kind: "rule"; address: string; side: RuleSide }
	| { kind: "stopped"; process: ProcessIdentity }
	| { kind: "loop"; process: ProcessIdentity }
	| { kind: "limit"; file: string; before: string }
	| { kind: "node"; name: string };

/** Takes changes down as they are made. */
export type Note = (changes: readonly Change[]) => void;

/** Undoes changes. */
export function undoChanges(changes: readonly Change[], nodes: readonly ClusterNode[]): Undo {
	return undoParts(changes.map((change) => partOf(change, nodes)));
}

/** A change and how it is undone. */
export function partOf(change: Change, nodes: readonly ClusterNode[]): Part {
	return { what: describeChange(change), undo: undoOf(change, nodes) };
}

/** A change in words. */
export function describeChange(change: Change): string {
	switch (change.kind) {
		case "rule":
			return `packets ${change.side === "--source" ? "from" : "to"} ${change.address} are dropped`;
		case "stopped":
			return `the process ${change.process.pid} is stopped`;
		case "loop":
			return `the busy loop ${change.process.pid} runs`;
		case "limit":
			return `the limit in ${change.file} isn't ${change.before}`;
		case "node":
			return `the node ${change.name} is stopped`;
	}
}

function undoOf(change: Change, nodes: readonly ClusterNode[]): Undo {
	switch (change.kind) {
		case "rule":
			return () => dropRule(change.address, change.side, nodes);
		case "stopped":
			return () => signalIfThere(change.process, "SIGCONT");
		case "loop":
			return () => signalIfThere(change.process, "SIGKILL");
		case "limit":
			return () => {
				// A container that is gone has no limit left.
				if (existsSync(change.file)) writeFileSync(change.file, change.before);
			};
		case "node":
			return startNode(change.name, nodes);
	}
}

function signalIfThere(process: ProcessIdentity, name: NodeJS.Signals): void {
	if (isRunning(process)) signal([process.pid], name);
}
