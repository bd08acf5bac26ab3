/** What the replica says of itself; index and state are null before the first state. */
export interface Status {
	pod: string;
	mode: string;
	index: number | null;
	state: string | null;
	/** Start of the process, Unix seconds. */
	process: number;
	missedIntervals: number;
}
