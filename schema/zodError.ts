import type { z } from "zod";

/** What a value has wrong, in one line. */
export function oneLine(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) => (path.length === 0 ? message : `"${path.join(".")}": ${message}`))
		.join("; ");
}
