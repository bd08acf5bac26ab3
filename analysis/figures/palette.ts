/** How a line that stands out is drawn: told apart by colour, by dash and by marker, so that a grey print still reads. */
export type LineStyle = {
	color: string;
	/** SVG stroke-dasharray. */
	dash: string;
	symbol: MarkerSymbol;
};

export type MarkerSymbol = keyof typeof symbolPaths;

/** The symbols as SVG paths around the origin, for legends; Plot draws the same ones by these names. */
export const symbolPaths = {
	circle: "M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0Z",
	triangle: "M0,-5.2L4.5,2.6H-4.5Z",
	square: "M-3.8,-3.8H3.8V3.8H-3.8Z",
	diamond: "M0,-5.5L3.6,0L0,5.5L-3.6,0Z",
	star: "M0,-5.4L1.2,-1.7H5.1L2,0.7L3.2,4.4L0,2.1L-3.2,4.4L-2,0.7L-5.1,-1.7H-1.2Z",
	times: "M-4,-4L4,4M-4,4L4,-4",
} as const;

/** The dot of the lines that share one muted style. */
export const dotPath = "M2,0A2,2,0,1,1,-2,0A2,2,0,1,1,2,0Z";

/**
 * Okabe & Ito's palette for colour-blind readers ("Color Universal Design", 2008) without yellow and sky blue, which
 * are too faint for lines on white, and with its orange darkened for the same reason.
 */
const colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B37F00"];
const dashes = ["none", "6 3", "2 3", "9 3 2 3"];
const symbols: MarkerSymbol[] = [
	"circle",
	"triangle",
	"square",
	"diamond",
	"star",
];

export const ink = "#1a1a1a";
export const mutedInk = "#595959";
/** Lines that do not stand out, as those of Pods that no fault struck. */
export const otherColor = "#949494";
export const fault = { fill: "#56B4E9", opacity: 0.18, edge: "#2a6f97" };

/** A style for each name in the order given; combinations repeat only after 20 of them. */
export function lineStyles(names: readonly string[]): Map<string, LineStyle> {
	return new Map(
		names.map((name, i) => [
			name,
			{
				color: colors[i % colors.length] as string,
				dash: dashes[i % dashes.length] as string,
				symbol: symbols[i % symbols.length] as MarkerSymbol,
			},
		]),
	);
}
