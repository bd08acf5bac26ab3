import { isObject, type SecretMask } from "./values.ts";

/** Shorter texts are in every sentence by chance. */
const leastLength = 4;
const INSTEAD = "[secret]";

/**
 * A message without the secret texts of `value`, as they are and in base64, as the data of a
 * Kubernetes Secret have them. A text that `value` also says openly is none: an output made from a
 * secret is secret as a whole, with every name in it.
 */
export function redacted(message: string, value: unknown, mask: SecretMask | undefined): string {
	const open = textsOf(value, mask, false);
	return textsOf(value, mask, true)
		.filter((text) => text.length >= leastLength && !open.some((said) => said.includes(text)))
		.flatMap((text) => [text, Buffer.from(text, "utf8").toString("base64")])
		.sort((a, b) => b.length - a.length)
		.reduce((rest, text) => rest.replaceAll(text, INSTEAD), message);
}

/** Whether a property, by its path, is secret or has a secret part. */
export function holdsSecret(path: string, mask: SecretMask | undefined): boolean {
	const [first = ""] = path.split(/[.[]/);
	return mask === true || (mask !== undefined && Object.hasOwn(mask, first));
}

/** The texts in a value that a mask covers, or those that it doesn't. */
function textsOf(value: unknown, mask: SecretMask | undefined, covered: boolean): string[] {
	if (typeof value === "string") return (mask === true) === covered ? [value] : [];
	if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, mask, covered));
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, maskOf(mask, name), covered));
}

function maskOf(mask: SecretMask | undefined, name: string): SecretMask | undefined {
	if (mask === true || mask === undefined) return mask;
	return Object.hasOwn(mask, name) ? mask[name] : undefined;
}
