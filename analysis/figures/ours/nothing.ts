import * as Plot from "@observablehq/plot";
import { type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { captionsOf } from "./remarks.ts";

/** A picture of nothing, which says what it lacks. The table keeps its columns. */
export function nothingToDraw(
	picture: { name: string; title: string; columns: readonly string[] },
	why: string,
	context: PictureContext,
): Picture {
	const { name, title, columns } = picture;
	const panel: Panel = {
		heading: "",
		plot: {
			height: 80,
			marks: [Plot.text([why], { frameAnchor: "middle", fontSize: 16 })],
		},
	};
	return {
		name,
		title,
		svg: panelFigure({
			id: `${context.idPrefix}-${name}`,
			title,
			subtitle: "",
			description: why,
			legend: [],
			captions: captionsOf(context, [], []),
			panels: [panel],
		}),
		alternative: why,
		table: { columns, rows: [] },
	};
}
