import { parseHTML } from "linkedom";
import type { Picture } from "../pictures.ts";

type Element = { textContent: string; id: string; remove: () => void };

/** A picture as a test looks at it. */
export function drawn({ svg }: Picture) {
	const { document } = parseHTML(`<html><body>${svg}</body></html>`);
	const all = (selector: string): Element[] => [
		...document.querySelectorAll(selector),
	];
	const texts = (selector: string) =>
		all(selector).map(({ textContent }) => textContent);
	const titles = texts("title");
	// A text's own title isn't written beside it.
	for (const title of all("text > title")) title.remove();
	return {
		texts: texts("text"),
		/** Shown on hover. */
		titles,
		in: (className: string) => texts(`.${className} text`),
		ids: all("[id]").map(({ id }) => id),
		count: (selector: string) => all(selector).length,
	};
}

/** The table's rows as records by column. */
export function records({ table: { columns, rows } }: Picture) {
	return rows.map((row) =>
		Object.fromEntries(columns.map((column, i) => [column, row[i]])),
	) as Record<string, string | number>[];
}
