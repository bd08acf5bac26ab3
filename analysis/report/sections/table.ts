import { html } from "hono/html";

type Content = ReturnType<typeof html> | string;

/**
 * A table that may be wider than the page: it scrolls by itself, with the keyboard too, and has its caption as its name.
 *
 * @param caption also names the area that scrolls, so it differs from those of the tables around it
 */
export function table(caption: string, rows: Content) {
	return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
${rows}
</table></div>
`;
}
