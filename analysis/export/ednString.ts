/** JSON's escapes are all known to readers of EDN; these characters, some of which end a line for some readers, are written as escapes, too. */
const unusual = /[\u007f-\u009f\u2028\u2029]/g;

/** A text as a string of EDN, on one line. */
export function ednString(text: string): string {
	return JSON.stringify(text).replace(
		unusual,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
