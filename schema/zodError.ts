import type { z } from "zod";

/** What a value has wrong, in one line. */
export function oneLine(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) => (path.length === 0 ? message : `"${path.join(".")}": ${message}`))
		.join("; ");
}

/**
 * What a text has as JSON, as a schema has it; or else what is wrong with it, in one line, and
 * whether it is no JSON at all.
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>): { value: T } | { wrong: string; isJson: boolean } {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return { wrong: (error as Error).message, isJson: false };
	}
	const result = schema.safeParse(value);
	return result.success ? { value: result.data } : { wrong: oneLine(result.error), isJson: true };
}
