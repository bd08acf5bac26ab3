import { html, raw } from "hono/html";
import { counted } from "../../counted.ts";
import type { ReportedPicture } from "../report.ts";
import { table } from "./table.ts";

/** Longer tables are in the file only: they would be most of the page. */
const mostRows = 400;

/** A picture with its files, and its data in words and numbers. */
export function figure({
	title,
	svg,
	alternative,
	href,
	table,
}: ReportedPicture) {
	return html`<figure>${raw(svg)}
<figcaption>${title}. As a file: <a href="${href.svg}" aria-label="${title} as SVG">SVG</a>, <a href="${href.png}" aria-label="${title} as PNG">PNG</a>, <a href="${href.csv}" aria-label="data of ${title} as CSV">CSV</a>
<details><summary>In words and as a table: ${title}</summary>
<p>${alternative}</p>
${dataTable(title, table, href.csv)}
</details></figcaption></figure>
`;
}

function dataTable(
	title: string,
	{ columns, rows }: ReportedPicture["table"],
	csv: string,
) {
	if (rows.length > mostRows) {
		return html`<p>The table has ${counted(rows.length, "row")}: see <a href="${csv}">the CSV file</a>.</p>`;
	}
	return table(
		`Data of ${title}`,
		html`<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
			([first = "", ...others]) =>
				html`<tr><th scope="row">${first}</th>${others.map((cell) =>
					typeof cell === "number"
						? html`<td class="number">${shortNumber(cell)}</td>`
						: html`<td>${cell}</td>`,
				)}</tr>
`,
		)}</tbody>`,
	);
}

/** Four digits that count; the file has all of them. */
function shortNumber(value: number): string {
	return String(Number(value.toPrecision(4)));
}
