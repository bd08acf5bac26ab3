import { methodNames } from "../methods/traits.ts";

export const fewestReplicas = 3;
export const mostReplicas = 100;

/**
 * Each mode has a stack's file for each: the study's range, 5 to 21 (Gschnitzer 2022, chapter 5),
 * in steps of 4.
 */
export const publishedReplicas = [5, 9, 13, 17, 21] as const;

/**
 * `central-5` → mode and replicas.
 *
 * @throws Error that says how a stack's name is built
 */
export function readStackName(stack: string): {
	mode: string;
	replicas: number;
} {
	const [, mode = "", digits = ""] = /^(.+)-(0|[1-9]\d*)$/.exec(stack) ?? [];
	if (!mode) {
		throw new Error(
			`The stack's name "${stack}" is no <mode>-<replicas> pair of a mode (${methodNames.join(", ")}) and ${fewestReplicas} to ${mostReplicas} replicas: call it, for example, "central-5".`,
		);
	}
	if (!methodNames.includes(mode)) {
		throw new Error(
			`The stack's name "${stack}" asks for the mode "${mode}". Allowed modes are: ${methodNames.join(", ")}.`,
		);
	}
	const replicas = Number(digits);
	if (replicas < fewestReplicas || replicas > mostReplicas) {
		throw new Error(
			`The stack's name "${stack}" asks for ${replicas} replicas. Allowed are ${fewestReplicas} to ${mostReplicas}.`,
		);
	}
	return { mode, replicas };
}
