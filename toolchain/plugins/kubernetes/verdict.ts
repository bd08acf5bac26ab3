import { field } from "../provider/values.ts";
import { ApiError } from "./api.ts";
import { askForTheSame } from "./comparable.ts";

/** What the API server says of a change. */
export type Verdict =
	/** Nothing would change in the cluster: another word for the same, or a default that was left out. */
	| { is: "same" }
	/** It can be made to the object that is there. */
	| { is: "accepted" }
	/** It can't: these fields (in the API's words, such as `spec.selector`) stay as they are. */
	| { is: "immutable"; fields: string[] };

/**
 * Asks the API server by applying the object as it was, and as it shall be, without keeping either.
 *
 * @returns undefined when it gives no answer to this question: it can't be reached, or refuses the object for other reasons,
 * which the update will tell
 */
export async function verdictOn(trial: {
	before(): Promise<unknown>;
	after(): Promise<unknown>;
}): Promise<Verdict | undefined> {
	let after: unknown;
	try {
		after = await trial.after();
	} catch (error) {
		const fields = immutableFields(error);
		return fields.length > 0 ? { is: "immutable", fields } : undefined;
	}
	try {
		return askForTheSame(await trial.before(), after)
			? { is: "same" }
			: { is: "accepted" };
	} catch {
		return { is: "accepted" };
	}
}

/** Kubernetes has no reason of its own for it, only these words, in whose stead a custom resource may have others. */
const UNCHANGEABLE =
	/immutable|may not change|may not be (changed|updated)|cannot (be )?change|updates? to .* (is|are) forbidden|updates may not change/i;

/** The fields that an update was refused for because they can't be changed; empty when it wasn't. */
export function immutableFields(error: unknown): string[] {
	if (!(error instanceof ApiError) || error.reason !== "Invalid") return [];
	const fields = error.causes
		.filter((cause) => UNCHANGEABLE.test(String(field(cause, "message"))))
		.map((cause) => String(field(cause, "field") ?? ""));
	return [...new Set(fields)];
}

/** Whether a path of the inputs is the field that the API names, lies within it, or holds it. */
export function concerns(
	fields: readonly string[],
	path: readonly (string | number)[],
): boolean {
	return fields.some((name) => {
		const steps = name.split(/[.[\]]+/).filter((step) => step !== "");
		const shared = Math.min(steps.length, path.length);
		return (
			shared > 0 &&
			steps
				.slice(0, shared)
				.every((step, index) => step === String(path[index]))
		);
	});
}
