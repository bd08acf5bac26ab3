import type { Cause, RunManifest } from "../../schema/run.ts";
import type { PlannedRun } from "./plan.ts";

/** The results that an attempt left. */
export interface Results extends Pick<RunManifest, "verdicts" | "expectedViolations"> {
	/** Relative to the results folder. */
	folder: string;
	status: "complete" | "incomplete";
	/** Whether the machine was quiet enough for the figures. */
	trusted: boolean;
	/** Why it is incomplete, or not to be trusted. */
	reasons: readonly string[];
	/**
	 * Of all of these together: the laboratory's, as soon as one of them is; null: there are none.
	 */
	cause: Cause | null;
	/** How many acknowledged updates were lost, in words; null: none that is known of. */
	loss: string | null;
}

/** What an attempt came to. */
export interface Outcome {
	results: Results | null;
	/** Why there are no results, or what went wrong beside them. */
	error: string | null;
	/** Where there are no results: what can have brought that about. */
	cause: Cause | null;
}

/** What a sweep does to the world. */
export interface Runner {
	/**
	 * Takes down what an attempt of this sweep left on the machine when it was killed.
	 * @throws Error when somebody else holds the machine, or it can't be taken down
	 */
	clear(next: PlannedRun): Promise<void>;
	/** The results of an attempt; null when it left none. */
	find(run: PlannedRun, attempt: number): Promise<Results | null>;
	/**
	 * Brings a fresh system up, runs its experiment, and takes the system down, also when the sweep
	 * is to stop meanwhile.
	 * @throws Error when the system can't be taken down
	 */
	carryOut(run: PlannedRun, attempt: number): Promise<Outcome>;
	/** Tells everybody what results there are. */
	publish(): Promise<void>;
}
