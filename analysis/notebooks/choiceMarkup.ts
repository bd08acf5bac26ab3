import { html } from "hono/html";

/** A labelled list to choose from; what was chosen is the position in `names`, as text. */
export function choiceMarkup(label: string, names: readonly (string | number)[]): string {
	return html`<p><label>${label}: <select>${names.map((name, i) => html`<option value="${i}">${name}</option>`)}</select></label></p>`.toString();
}
