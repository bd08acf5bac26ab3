import type { CheckFailure } from "../provider/resources.ts";
import { isObject, type Properties, UNKNOWN } from "../provider/values.ts";

/** The inputs of a `command:local:Command`, once everything is known. */
export interface CommandInputs {
	create?: string;
	update?: string;
	delete?: string;
	triggers?: unknown[];
	environment?: Record<string, string>;
	stdin?: string;
	dir?: string;
	interpreter?: string[];
	logging?: Logging;
	addPreviousOutputInEnv?: boolean;
}

export type Logging = "stdout" | "stderr" | "stdoutAndStderr" | "none";

const text = (value: unknown) => typeof value === "string" || value === UNKNOWN;
const texts = (value: unknown) => Array.isArray(value) && value.every(text);

const RULES: Record<string, { holds(value: unknown): boolean; what: string }> = {
	create: { holds: text, what: "text" },
	update: { holds: text, what: "text" },
	delete: { holds: text, what: "text" },
	triggers: { holds: Array.isArray, what: "a list" },
	environment: {
		holds: (value) => isObject(value) && Object.values(value).every(text),
		what: "an object whose values are text",
	},
	stdin: { holds: text, what: "text" },
	dir: { holds: text, what: "text" },
	interpreter: { holds: texts, what: "a list of text" },
	logging: {
		holds: (value) => ["stdout", "stderr", "stdoutAndStderr", "none", UNKNOWN].includes(value as string),
		what: '"stdout", "stderr", "stdoutAndStderr" or "none"',
	},
	addPreviousOutputInEnv: {
		holds: (value) => typeof value === "boolean",
		what: "true or false",
	},
};

/** What is wrong with the inputs; values that aren't known yet pass. */
export function checkInputs(inputs: Properties): CheckFailure[] {
	return Object.entries(inputs).flatMap(([property, value]) => {
		if (value === undefined || value === null || value === UNKNOWN) return [];
		if (property === "assetPaths" || property === "archivePaths")
			return [
				{
					property,
					reason: `${property} is not supported by this stand-in for the Pulumi command provider; let a later step read the files, or install the real provider.`,
				},
			];
		const rule = RULES[property];
		if (rule === undefined)
			return [
				{
					property,
					reason: `a Command has no input named ${property}; it knows ${Object.keys(RULES).join(", ")}.`,
				},
			];
		return rule.holds(value) ? [] : [{ property, reason: `${property} must be ${rule.what}.` }];
	});
}
