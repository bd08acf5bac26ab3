import { RunError } from "@pulumi/pulumi";

/**
 * Does `work`; an error in it is the user's to mend, so Pulumi prints its sentence alone, without a
 * stack trace.
 */
export function explained<Result>(work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		throw new RunError((error as Error).message);
	}
}

/** As {@link explained}, for work that takes its time. */
export async function explainedLater<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw new RunError((error as Error).message);
	}
}
