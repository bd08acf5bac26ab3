// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";

export type Variables = Readonly<Record<string, string | undefined>>;

interface Source<Schema extends z.core.$ZodType = z.core.$ZodType> {
	variable: string;
	schema: Schema;
}

/** Where a setting comes from, and what it may be: the schema's messages say what is allowed. */
export function from<Schema extends z.core.$ZodType>(variable: string, schema: Schema): Source<Schema> {
	return { variable, schema };
}

/**
 * Reads settings, each by its name. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value and what is allowed
 */
export function readEnvironment<Sources extends Readonly<Record<string, Source>>>(
	sources: Sources,
	variables: Variables,
): { -readonly [Name in keyof Sources]: z.output<Sources[Name]["schema"]> } {
	const all = Object.entries(sources);
	const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
	const shape = Object.fromEntries(all.map(([, { variable, schema }]) => [variable, schema]));
	const { data, error } = z.safeParse(z.object(shape), given);
	if (error) {
		const complaints = error.issues.map(({ path, message }) => {
			const variable = String(path[0]);
			const value = given[variable];
			return value === undefined
				? `${variable} is not set; it must be ${message}`
				: `${variable}="${value}" must be ${message}`;
		});
		throw new Error(`The environment is wrong: ${complaints.join(". ")}.`);
	}
	const settings = Object.fromEntries(all.map(([name, { variable }]) => [name, data[variable]]));
	return settings as ReturnType<typeof readEnvironment<Sources>>;
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

export const secondsAbove0 = numberWhere((value) => value > 0, "a number of seconds above 0");

export const port = numberWhere(isPort, "a port number from 1 to 65535");

export function isPort(value: number): boolean {
	return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** Null when it isn't set. */
export const orNull = <Schema extends z.core.$ZodType<string | null>>(schema: Schema) =>
	z._default(z.nullable(schema), null);

/** A base URL, without a slash at its end. */
export const baseUrl = baseUrlOr("an http or https URL");

const several = "http or https URLs, with commas between several";

/** A list of base URLs. */
export const baseUrls = z.pipe(
	z.string(),
	z.pipe(
		z.transform((text: string) => text.split(",")),
		z.array(baseUrlOr(several)),
	),
);

function baseUrlOr(error: string) {
	return z.pipe(
		z.url({ protocol: /^https?$/, error }),
		z.transform((text: string) => text.replace(/\/+$/, "")),
	);
}

/** Whom a program tells what happens. */
export const observerSources = {
	/** The observer's base URL; null tells nobody. */
	observer: from("OBSERVER", orNull(baseUrl)),
	/** What the observer wants to be shown; null where it asks for nothing. */
	observerToken: from("OBSERVER_TOKEN", orNull(z.string())),
};
