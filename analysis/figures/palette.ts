/** How a line that stands out is drawn: told apart by colour, by dash and by marker, so that a grey print still reads. */
export type LineStyle = {
	color: string;
	/** SVG stroke-dasharray. */
	dash: string;
	symbol: MarkerSymbol;
};

export type MarkerSymbol = keyof typeof symbolPaths;

/** The symbols as SVG paths around the origin, for legends; in plots, `plotSymbol` draws the same ones. */
export const symbolPaths = {
	circle: "M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0Z",
	triangle: "M0,-5.2L4.5,2.6H-4.5Z",
	square: "M-3.8,-3.8H3.8V3.8H-3.8Z",
	diamond: "M0,-5.5L3.6,0L0,5.5L-3.6,0Z",
	star: "M0,-5.4L1.2,-1.7H5.1L2,0.7L3.2,4.4L0,2.1L-3.2,4.4L-2,0.7L-5.1,-1.7H-1.2Z",
	cross: "M-4.6,-1.5H-1.5V-4.6H1.5V-1.5H4.6V1.5H1.5V4.6H-1.5V1.5H-4.6Z",
	wye: "M1.9,1.1V4.8H-1.9V1.1L-5.1,-0.8L-3.2,-4L0,-2.2L3.2,-4L5.1,-0.8Z",
	hexagon: "M0,4.6L4,2.3V-2.3L0,-4.6L-4,-2.3V2.3Z",
	triangleDown: "M0,5.2L4.5,-2.6H-4.5Z",
	hourglass: "M-4,-4.6H4L-4,4.6H4Z",
	halfDisc: "M-5,2.2A5,5,0,0,1,5,2.2Z",
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
/** What another study found, beside what was measured. */
export const reference = "#6b6b6b";
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

/** How everything of one mode is drawn, in every figure alike. */
export type ModeStyle = LineStyle & {
	/** As readers know the mode. */
	label: string;
	/** A darker shade, where one panel shows a mode twice. */
	deepColor: string;
};

/**
 * Contrast to white is at least 3:1, which is enough for marks but not for text. Ten hues can't all be told apart by everybody,
 * so each mode has a marker and a dash of its own as well.
 */
const modeStyles: Readonly<Record<string, ModeStyle>> = {
	central: {
		label: "central",
		color: "#0072B2",
		deepColor: "#003F63",
		dash: "none",
		symbol: "circle",
	},
	decentral: {
		label: "decentral",
		color: "#D55E00",
		deepColor: "#7A3600",
		dash: "6 3",
		symbol: "triangle",
	},
	hybrid: {
		label: "hybrid",
		color: "#9B4F96",
		deepColor: "#5A2A57",
		dash: "9 3 2 3",
		symbol: "diamond",
	},
	"decentral-etcd": {
		label: "decentral-etcd",
		color: "#A3324A",
		deepColor: "#611C2B",
		dash: "14 3",
		symbol: "wye",
	},
	"central-etcd": {
		label: "central-etcd",
		color: "#3F7F8C",
		deepColor: "#21454D",
		dash: "9 3 2 3 2 3",
		symbol: "cross",
	},
	volume: {
		label: "volume",
		color: "#8A6A00",
		deepColor: "#4F3D00",
		dash: "5 5",
		symbol: "hexagon",
	},
	standby: {
		label: "standby",
		color: "#5B5FC7",
		deepColor: "#31347A",
		dash: "14 3 5 3",
		symbol: "triangleDown",
	},
	none: {
		label: "no fault tolerance",
		color: "#7A5C3A",
		deepColor: "#4A3620",
		dash: "1 4",
		symbol: "hourglass",
	},
	lying: {
		label: "lying store",
		color: "#C2186F",
		deepColor: "#75103F",
		dash: "4 2 1 2",
		symbol: "halfDisc",
	},
	study: {
		label: "the study's design",
		color: "#00875F",
		deepColor: "#004D36",
		dash: "2 3",
		symbol: "square",
	},
};

/** For modes that came later: none of the colours above, and a marker of their own. */
const otherModes = [
	{ color: "#587A12", deepColor: "#33480A", dash: "none" },
	{ color: "#4A6FA5", deepColor: "#2A4263", dash: "6 3" },
	{ color: "#A8552B", deepColor: "#643118", dash: "2 3" },
	{ color: "#6D5A8C", deepColor: "#403453", dash: "9 3 2 3" },
] as const;

/** The style of a mode: depends on its name alone, so that it is the same in every figure. */
export function modeStyle(mode: string): ModeStyle {
	const known = Object.hasOwn(modeStyles, mode) ? modeStyles[mode] : undefined;
	if (known !== undefined) return known;
	let hash = 0;
	for (const character of mode) {
		hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
	}
	const style = otherModes[hash % otherModes.length] as (typeof otherModes)[0];
	return { ...style, symbol: "star", label: mode };
}
