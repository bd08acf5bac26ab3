/** Begins a text that holds more than a value. */
const mark = "\u0000expires ";

/**
 * A value and its end as one text, for stores that keep nothing else. Without an end the text is the value itself, as the
 * study has it.
 *
 * @param expires Unix time in milliseconds
 */
export function wrap(value: string, expires: number | null): string {
	return expires === null && !value.startsWith(mark)
		? value
		: `${mark}${JSON.stringify({ value, expires })}`;
}

/** What {@link wrap} was given. */
export function unwrap(text: string): {
	value: string;
	expires: number | null;
} {
	return text.startsWith(mark)
		? JSON.parse(text.slice(mark.length))
		: { value: text, expires: null };
}
