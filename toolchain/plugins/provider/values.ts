/**
 * Property values as they travel between Pulumi's engine and a provider: JSON, in which an object
 * with the signature key stands for something special (a secret, an asset), and certain UUIDs stand
 * for values that a preview can't know yet. The constants are those of
 * `sdk/go/common/resource/plugin/rpc.go` and `sdk/go/common/resource/sig`.
 */

export type Properties = Record<string, unknown>;

/** Marks the parts of a value that are secret: all of it (`true`), or some of its fields. */
export type SecretMask = true | { [field: string]: SecretMask };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** What a value is during preview when it is an output of something not yet created. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWN_OF_ANY_TYPE = new Set([
	UNKNOWN,
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
	"030794c1-ac77-496b-92df-f27374a8bd58", // asset
	"e48ece36-62e2-4504-bad9-02848725956a", // archive
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

export function isObject(value: unknown): value is Properties {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The field `name` of `value` if it is an object that has it, else undefined. */
export function field(value: unknown, ...path: string[]): unknown {
	let current = value;
	for (const name of path) current = isObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
	return current;
}

function isSecret(value: unknown): value is Properties {
	return field(value, SIGNATURE) === SECRET;
}

/** Whether `value` is, or holds anywhere, something not known yet. */
export function hasUnknowns(value: unknown): boolean {
	if (typeof value === "string") return UNKNOWN_OF_ANY_TYPE.has(value);
	if (Array.isArray(value)) return value.some(hasUnknowns);
	return isObject(value) && Object.values(value).some(hasUnknowns);
}

/**
 * `value` without the wrappings of secrets; every kind of unknown becomes `UNKNOWN`. Assets stay as
 * they are.
 */
export function unwrap(value: unknown): unknown {
	if (typeof value === "string") return UNKNOWN_OF_ANY_TYPE.has(value) ? UNKNOWN : value;
	if (Array.isArray(value)) return value.map(unwrap);
	if (!isObject(value)) return value;
	if (isSecret(value)) return unwrap(value.value);
	return mapFields(value, unwrap);
}

/**
 * Which parts of a wrapped value are secret; undefined when none is. An array that holds a secret
 * is secret as a whole, because what comes back may be in another order.
 */
export function secretsOf(value: unknown): SecretMask | undefined {
	if (Array.isArray(value)) return value.some((item) => secretsOf(item) !== undefined) ? true : undefined;
	if (!isObject(value)) return undefined;
	if (isSecret(value)) return true;
	const mask: { [name: string]: SecretMask } = Object.create(null);
	for (const [name, inner] of Object.entries(value)) {
		const secrets = secretsOf(inner);
		if (secrets !== undefined) mask[name] = secrets;
	}
	return Object.keys(mask).length > 0 ? mask : undefined;
}

/** What either mask covers. */
export function union(a: SecretMask | undefined, b: SecretMask | undefined): SecretMask | undefined {
	if (a === undefined) return b;
	if (b === undefined) return a;
	if (a === true || b === true) return true;
	const both: { [name: string]: SecretMask } = Object.create(null);
	for (const name of [...Object.keys(a), ...Object.keys(b)]) {
		const mask = union(Object.hasOwn(a, name) ? a[name] : undefined, Object.hasOwn(b, name) ? b[name] : undefined);
		if (mask !== undefined) both[name] = mask;
	}
	return both;
}

/**
 * `value` with the parts that `mask` covers wrapped as secrets, ready for the engine; fields that
 * are undefined are left out. Where the mask expects fields and finds something else, all of that
 * is secret.
 */
export function wrap(value: unknown, mask?: SecretMask): unknown {
	if (mask === true || (mask !== undefined && !isObject(value))) return { [SIGNATURE]: SECRET, value: wrap(value) };
	if (Array.isArray(value)) return value.map((item) => wrap(item ?? null));
	if (!isObject(value)) return value;
	return mapFields(value, (inner, name) =>
		wrap(inner, mask !== undefined && Object.hasOwn(mask, name) ? mask[name] : undefined),
	);
}

/** A new object of the same field names; a field called `__proto__` stays an ordinary field. */
function mapFields(value: Properties, change: (inner: unknown, name: string) => unknown): Properties {
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, inner]) => inner !== undefined)
			.map(([name, inner]) => [name, change(inner, name)]),
	);
}
