/**
 * What no XML 1.0 document may hold, not even as a reference: most control characters, halves of
 * surrogate pairs, and two that are none.
 */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const references: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"\t": "&#9;",
	"\n": "&#10;",
	"\r": "&#13;",
};

/**
 * A text for an attribute or between tags: a reader gets the same text back, but for what XML can't
 * hold, which is replaced.
 */
export function xmlText(text: string): string {
	return text
		.replaceAll(forbidden, "\ufffd")
		.replaceAll(/[&<>"\t\n\r]/g, (character) => references[character] as string);
}
