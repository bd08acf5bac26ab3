import { existsSync, readFileSync, renameSync } from "node:fs";
import { write } from "../effects.ts";
import type { Change } from "./change.ts";
import type { FaultMemory, RememberedFault } from "./standingFaults.ts";
import type { Undo } from "./undo.ts";

/** What stands, in a file that outlives the agent and not the node. */
export function faultMemory(file: string, undo: (changes: readonly Change[]) => Undo): FaultMemory {
	return {
		read: () => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RememberedFault[]) : []),
		write(faults) {
			// Renamed into place, so that half of it is never read.
			write(`${file}.new`, JSON.stringify(faults));
			renameSync(`${file}.new`, file);
		},
		undo,
	};
}
