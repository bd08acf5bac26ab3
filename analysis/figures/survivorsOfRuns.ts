import { max, sum } from "d3-array";
import type { OfRun, WindowReplica } from "../digest/rows.ts";

/** How the replicas that a fault didn't strike fared in a run, over all windows of that fault. */
export type SurvivorsOfRun = OfRun & {
	fault: string;
	/** How many there were in the window with the most. */
	survivors: number;
	expectedUpdates: number;
	missedUpdates: number;
	/** Of the updates that were due, those acknowledged, from 0 to 1; null where none was due. */
	share: number | null;
	/** The worst survivor's longest time without an acknowledged update. */
	longestGapSeconds: number;
	/** Windows that were still open when the run ended. */
	openWindows: number;
};

/** In the order of the faults in the protocol; windows without survivors make no row. */
export function survivorsOfRuns(windows: readonly WindowReplica[]): SurvivorsOfRun[] {
	const survivors = windows.filter(({ victim }) => !victim).sort((a, b) => a.faultNumber - b.faultNumber);
	const groups = Map.groupBy(survivors, ({ run, fault }) => `${run} ${fault}`);
	return [...groups.values()].map((rows): SurvivorsOfRun => {
		const { mode, replicas, run, fault } = rows[0] as WindowReplica;
		const ofWindows = [...Map.groupBy(rows, ({ faultNumber }) => faultNumber).values()];
		const expectedUpdates = sum(rows, (row) => row.expectedUpdates);
		const missedUpdates = sum(rows, (row) => row.missedUpdates);
		return {
			mode,
			replicas,
			run,
			fault,
			survivors: max(ofWindows, ({ length }) => length) as number,
			expectedUpdates,
			missedUpdates,
			share: expectedUpdates === 0 ? null : 1 - missedUpdates / expectedUpdates,
			longestGapSeconds: max(rows, (row) => row.longestGapSeconds) as number,
			openWindows: ofWindows.filter((window) => window.some(({ windowSeconds }) => windowSeconds === null)).length,
		};
	});
}
