/**
 * Key and value that mark a secret between a Pulumi program and its engine (`specialSigKey`,
 * `specialSecretSig` in @pulumi/pulumi/runtime/rpc).
 */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** A resource's inputs as they were written, but for the texts in what is secret. */
export function unwrapped(value: unknown, hide = false): unknown {
	if (Array.isArray(value)) return value.map((each) => unwrapped(each, hide));
	if (typeof value !== "object" || value === null) {
		return hide ? "(secret)" : value;
	}
	if (isSecret(value)) return unwrapped(value.value, true);
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrapped(each, hide)]));
}

function isSecret(value: object): value is { value: unknown } {
	return signature in value && value[signature] === secret;
}
