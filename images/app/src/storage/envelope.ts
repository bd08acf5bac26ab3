/** Begins a text that holds more than a value. */
const mark = "\u0000expires ";

/** What a text holds. */
export interface Envelope {
	value: string;
	/** Unix time in milliseconds; null never ends. */
	expires: number | null;
	/** Mark of the write that stored it; null where none is kept. */
	writer: string | null;
}

/**
 * A value, its end and its writer's mark as one text, for stores that keep nothing else. With
 * neither end nor mark the text is the value itself, as the study has it.
 */
export function wrap(value: string, expires: number | null, writer: string | null = null): string {
	return expires === null && writer === null && !value.startsWith(mark)
		? value
		: `${mark}${JSON.stringify({ value, expires, ...(writer !== null && { writer }) })}`;
}

/** What {@link wrap} was given. */
export function unwrap(text: string): Envelope {
	if (!text.startsWith(mark)) return { value: text, expires: null, writer: null };
	const { value, expires, writer } = JSON.parse(text.slice(mark.length));
	return { value, expires, writer: writer ?? null };
}
