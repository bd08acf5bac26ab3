import { html } from "hono/html";

/** One row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** As many as a reader takes in. */
const usualRows = 8;

/** The first rows as an HTML table; the caption says how many there are. */
export function tableMarkup(
	caption: string,
	rows: readonly Row[],
	{ shown = usualRows }: { shown?: number } = {},
): string {
	const columns = Object.keys(rows[0] ?? {});
	const all = rows.length <= shown ? "" : `the first ${shown} of `;
	return html`<table>
<caption>${caption} (${all}${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"})</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, shown).map((row) => html`<tr>${columns.map((column) => html`<td>${cellText(row[column])}</td>`)}</tr>`)}</tbody>
</table>`.toString();
}

function cellText(value: Row[string] | undefined): string {
	if (value === null || value === undefined) return "–";
	if (typeof value !== "number" || Number.isInteger(value)) return String(value);
	return value.toPrecision(4);
}
