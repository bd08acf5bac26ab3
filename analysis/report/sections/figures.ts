import { html } from "hono/html";
import type { ReportedGroup } from "../report.ts";
import { hasChoice, isPlacing } from "./choice.ts";
import { figure } from "./figure.ts";

/** The pictures of a group, each with its data; those that place the methods stand where one is chosen. */
export function figures(group: ReportedGroup) {
	const shown = hasChoice(group)
		? group.pictures.filter((picture) => !isPlacing(picture))
		: group.pictures;
	return (
		shown.length > 0 &&
		html`<h3>Figures</h3>
<p>Point at a mark to see its values. What is drawn is in the table below each figure, and in its CSV file.</p>
${shown.map(figure)}`
	);
}
