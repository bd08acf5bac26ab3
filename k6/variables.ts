/** Environment variables, as k6 has them. An empty one counts as not set. */
export type Variables = { readonly [name: string]: string | undefined };

/** Both inclusive. */
export type Range = { minimum: number; maximum?: number };

/**
 * A variable's whole number; null when it isn't set.
 *
 * @throws Error with one sentence for anything else
 */
export function wholeNumber(variables: Variables, name: string, range: Range): number | null {
	return inRange(variables, name, /^\d+$/, range, "a whole number");
}

/**
 * A variable's number; null when it isn't set.
 *
 * @throws Error with one sentence for anything else
 */
export function decimal(variables: Variables, name: string, range: Range): number | null {
	return inRange(variables, name, /^\d+(\.\d+)?$/, range, "a number");
}

/**
 * A variable's duration in seconds; null when it isn't set.
 *
 * @throws Error with one sentence for anything else
 */
export function seconds(variables: Variables, name: string): number | null {
	const text = variables[name];
	if (text === undefined || text === "") return null;
	const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
	if (amount !== undefined) return Number(amount) * (unit === "m" ? 60 : 1);
	throw new Error(`${name} must be a duration such as 45, 45s or 5m, not "${text}".`);
}

function inRange(
	variables: Variables,
	name: string,
	form: RegExp,
	{ minimum, maximum }: Range,
	what: string,
): number | null {
	const text = variables[name];
	if (text === undefined || text === "") return null;
	const value = Number(text);
	const safe = form.test(text) && value <= Number.MAX_SAFE_INTEGER;
	if (safe && value >= minimum && value <= (maximum ?? value)) return value;
	const range = maximum === undefined ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
	throw new Error(`${name} must be ${what}, ${range}, not "${text}".`);
}
