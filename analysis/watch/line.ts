export type Colour = "bold" | "cyan" | "green" | "magenta" | "red" | "yellow";

/** A piece of a line; what it says must be readable without its colour. */
export type Span = string | { text: string; colour: Colour };
export type Line = readonly Span[];

/** Adds colour to a text, or doesn't. */
export type Paint = (colour: Colour, text: string) => string;

/** For output that isn't a terminal, or whose user wants no colour. */
export const plain: Paint = (_, text) => text;

const ellipsis = "…";

/** A line as it is written: cut off where it would be wider than the terminal. */
export function rendered(line: Line, columns: number, paint: Paint): string {
	const spans = line.map((span) => {
		const { text, colour = null } = typeof span === "string" ? { text: span } : span;
		return { characters: [...printable(text)], colour };
	});
	const width = spans.reduce((sum, span) => sum + span.characters.length, 0);
	let room = width > columns ? columns - ellipsis.length : width;
	const written = spans.map(({ characters, colour }) => {
		const text = characters.slice(0, Math.max(0, room)).join("");
		room -= characters.length;
		return colour === null || text === "" ? text : paint(colour, text);
	});
	return written.join("") + (width > columns ? ellipsis : "");
}

/** Control characters, which a terminal would obey, are replaced. */
function printable(text: string): string {
	return text.replaceAll(/\p{C}/gu, "\ufffd");
}
