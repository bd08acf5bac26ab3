// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";

/**
 * Checks environment variables. An empty one counts as not set.
 *
 * @param schema its messages say what is allowed
 * @throws Error that names every wrong variable, its value and what is allowed
 */
export function readEnvironment<Schema extends z.core.$ZodType>(
	schema: Schema,
	variables: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
	const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
	const result = z.safeParse(schema, given);
	if (result.success) return result.data;
	const complaints = result.error.issues.map((issue) => {
		const name = String(issue.path[0]);
		const value = given[name];
		return value === undefined
			? `${name} is not set; it must be ${issue.message}`
			: `${name}="${value}" must be ${issue.message}`;
	});
	throw new Error(`The environment is wrong: ${complaints.join(". ")}.`);
}

/** A variable that is a number for which `allowed` holds. */
export const numberWhere = (allowed: (value: number) => boolean, what: string) =>
	z.pipe(
		z.string(what).check(z.trim(), z.minLength(1, what)),
		z.pipe(
			z.transform((text: string) => Number(text)),
			z.number(what).check(z.refine(allowed, what)),
		),
	);

/** A whole number of at least `least`. */
export const wholeFrom = (least: number) =>
	numberWhere((value) => Number.isSafeInteger(value) && value >= least, `a whole number of at least ${least}`);

export const port = numberWhere(isPort, "a port number from 1 to 65535");

export function isPort(value: number): boolean {
	return Number.isInteger(value) && value >= 1 && value <= 65_535;
}
