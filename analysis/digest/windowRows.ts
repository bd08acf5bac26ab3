import type { FaultWindow } from "../../schema/run.ts";
import type { OfRun, WindowReplica } from "./rows.ts";

/** How every replica fared in every fault's window. */
export function windowRows(windows: readonly FaultWindow[], run: OfRun): WindowReplica[] {
	return windows.flatMap(({ fault, number, injected, steady, replicas }) =>
		replicas.map((replica) => ({
			...run,
			fault,
			faultNumber: number,
			windowSeconds: steady === null ? null : (Date.parse(steady) - Date.parse(injected)) / 1000,
			...replica,
		})),
	);
}
