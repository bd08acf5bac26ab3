import { isObject, type SecretMask } from "./values.ts";

/** Shorter texts are in every sentence by chance. */
const leastLength = 4;
const INSTEAD = "[secret]";

/** A message without the secret texts of `value`, as they are and in base64, as the data of a Kubernetes Secret have them. */
export function redacted(
	message: string,
	value: unknown,
	mask: SecretMask | undefined,
): string {
	return secretTexts(value, mask)
		.filter((text) => text.length >= leastLength)
		.flatMap((text) => [text, Buffer.from(text, "utf8").toString("base64")])
		.sort((a, b) => b.length - a.length)
		.reduce((rest, text) => rest.replaceAll(text, INSTEAD), message);
}

/** Whether a property, by its path, is secret or has a secret part. */
export function holdsSecret(
	path: string,
	mask: SecretMask | undefined,
): boolean {
	const [first = ""] = path.split(/[.[]/);
	return mask === true || (mask !== undefined && Object.hasOwn(mask, first));
}

function secretTexts(value: unknown, mask: SecretMask | undefined): string[] {
	if (mask === undefined) return [];
	if (typeof value === "string") return [value];
	if (Array.isArray(value))
		return value.flatMap((item) => secretTexts(item, mask));
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([name, inner]) =>
		secretTexts(
			inner,
			mask === true || !Object.hasOwn(mask, name) ? whole(mask) : mask[name],
		),
	);
}

/** What a mask says of a field that it doesn't name. */
function whole(mask: SecretMask): true | undefined {
	return mask === true ? true : undefined;
}
