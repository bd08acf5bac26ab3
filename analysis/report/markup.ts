import { html, raw } from "hono/html";
import { counted } from "../../schema/counted.ts";
import { legendKey } from "../figures/draw.ts";
import type { ReportedPicture } from "./report.ts";

export type Markup = ReturnType<typeof html> | string;

/** An HTML document that needs nothing else, and no scripts. */
export function htmlDocument(title: string, styles: string, body: Markup): string {
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(styles)}</style>
</head>
<body>
${body}
</body>
</html>
`.toString();
}

/**
 * A table that may be wider than the page: it scrolls by itself, with the keyboard too, and has its
 * caption as its name.
 *
 * @param caption also names the area that scrolls, so it differs from those of the other tables
 */
export function table(caption: string, heads: readonly Markup[], rows: readonly (readonly Cell[])[]): Markup {
	return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head, i) => html`<th scope="col"${raw(isNumber(rows[0]?.[i]) ? ' class="number"' : "")}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
		([first, ...others]) =>
			html`<tr><th scope="row">${contentOf(first)}</th>${others.map((cell) =>
				typeof cell === "object" && "content" in cell
					? html`<td class="${cell.style}">${cell.content}</td>`
					: html`<td>${cell}</td>`,
			)}</tr>
`,
	)}</tbody>
</table></div>
`;
}

/** With a class of the style sheet: `number`, or what it is said to be. */
export type Cell = Markup | { content: Markup; style: string };

export function number(content: Markup): Cell {
	return { content, style: "number" };
}

function isNumber(cell: Cell | undefined): boolean {
	return typeof cell === "object" && "content" in cell && cell.style === "number";
}

function contentOf(cell: Cell | undefined): Markup {
	if (cell === undefined) return "";
	return typeof cell === "object" && "content" in cell ? cell.content : cell;
}

/** What a reader unfolds. */
export function folded(summary: Markup, content: Markup | readonly Markup[]): Markup {
	return html`<details><summary>${summary}</summary>
${content}
</details>
`;
}

export function list(sentences: readonly Markup[]): Markup {
	return sentences.length === 0 ? "" : html`<ul>${sentences.map((each) => html`<li>${each}</li>`)}</ul>`;
}

/** Longer tables are in the file only: they would be most of the page. */
const mostRows = 60;

/**
 * A picture with its files, and its data in words and numbers. Texts are the page's own, so that
 * panels can stand below each other.
 *
 * @param group its name tells apart what has the same title
 */
export function figure(picture: ReportedPicture, group: string): Markup {
	const { title, subtitle, legend, panels, captions, alternative, files, table: data } = picture;
	return html`<figure><p class="title">${title}</p>
<p class="muted small">${subtitle}</p>
<ul class="legend">${legend.map((entry) => html`<li><svg class="hf" width="30" height="18" aria-hidden="true">${legendKey(entry)}</svg>${entry.label}</li>`)}</ul>
<div class="panels">${panels.map(({ heading, svg }) => html`<div class="panel"><p>${heading}</p>${raw(svg)}</div>`)}</div>
<figcaption>${captions.map((caption) => html`${caption} `)}
${folded(
	`Words and numbers: ${title}, ${group}`,
	html`<p>${files && html`Files: <a href="${files.svg}" aria-label="${title} as SVG, ${group}">SVG</a>, <a href="${files.png}" aria-label="${title} as PNG, ${group}">PNG</a>, <a href="${files.csv}" aria-label="data of ${title} as CSV, ${group}">CSV</a>.`}</p>
<p>${alternative}</p>
${
	data.rows.length > mostRows
		? html`<p>The table has ${counted(data.rows.length, "row")}: see the CSV file.</p>`
		: table(
				`Data of ${title}, ${group}`,
				data.columns,
				data.rows.map((row) =>
					row.map((cell): Cell => (typeof cell === "number" ? number(String(Number(cell.toPrecision(4)))) : cell)),
				),
			)
}`,
)}</figcaption></figure>
`;
}
