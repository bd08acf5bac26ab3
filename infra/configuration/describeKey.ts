import { definitionOf, type Key, modesOf } from "./keys.ts";
import { inWords } from "./known.ts";

/** What a key does, and for whom. */
export function doesInWords(key: Key): string {
	const { does } = definitionOf(key);
	const modes = modesOf(key);
	return modes === null ? does : `${does} Only for ${alternatives(modes)}.`;
}

/** What a key's text may be, for any stack. */
export function allowedInWords(key: Key): string {
	const { values, unit } = definitionOf(key);
	return values.allowed(null) + (unit === undefined ? "" : `, in ${unit}`);
}

/** What a key is when it is left out: text as code, or a sentence's part. */
export function defaultInWords(key: Key): string {
	const { otherwise } = definitionOf(key);
	const words = inWords(otherwise);
	return typeof otherwise === "string" ? code(words) : words;
}

export function code(text: string): string {
	return `\`${text}\``;
}

/** `a`, `b` or `c`, each as code. */
export function alternatives(texts: readonly string[]): string {
	return texts
		.map(code)
		.join(", ")
		.replace(/, (?=[^,]*$)/, " or ");
}
