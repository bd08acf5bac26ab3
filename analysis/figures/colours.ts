import type { SymbolType } from "@observablehq/plot";

/** A colour on a white ground, and the one that takes its place on a dark ground. */
type Pair = readonly [onWhite: string, onDark: string];

const pairs = {
	ink: ["#1a1a1a", "#ececec"],
	muted: ["#595959", "#b0b0b0"],
	/** What another study found, beside what was measured. */
	reference: ["#6b6b6b", "#a6a6a6"],
	ground: ["#ffffff", "#16181a"],
	faultEdge: ["#2a6f97", "#8cc6ea"],
} as const satisfies Record<string, Pair>;

export const ink = pairs.ink[0];
export const mutedInk = pairs.muted[0];
export const reference = pairs.reference[0];
export const ground = pairs.ground[0];
export const fault = { fill: "#56B4E9", opacity: 0.2, edge: pairs.faultEdge[0] };
/** On the fills of stacks, which are the same on every ground. */
const onLight = "#101010";
const onDark = "#fdfdfd";

/**
 * How everything of one mode is drawn, in every figure alike: its colour is not enough for
 * everybody, so it has a marker as well.
 */
export type ModeStyle = { label: string; color: string; symbol: SymbolType };

/** What Plot gives a symbol to draw itself on. */
type Path = { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; closePath(): void };

/** A polygon as a symbol, of points as SVG writes them; Plot gives the area in square pixels. */
function polygon(points: string): SymbolType {
	return {
		draw(path: Path, size: number) {
			const unit = Math.sqrt(size) / 2;
			for (const [i, point] of points.split(" ").entries()) {
				const [x, y] = point.split(",").map(Number) as [number, number];
				if (i === 0) path.moveTo(x * unit, y * unit);
				else path.lineTo(x * unit, y * unit);
			}
			path.closePath();
		},
	} as unknown as SymbolType;
}

const pointDown = polygon("-1.2,-0.8 1.2,-0.8 0,1.3");
const hourglass = polygon("-1.1,-1.1 1.1,-1.1 -1.1,1.1 1.1,1.1");
const slab = polygon("-1.5,-0.6 1.5,-0.6 1.5,0.6 -1.5,0.6");

const modes: Readonly<Record<string, { label?: string; colors: Pair; symbol: SymbolType }>> = {
	central: { colors: ["#0072B2", "#5BB0E8"], symbol: "circle" },
	decentral: { colors: ["#D55E00", "#FF9248"], symbol: "triangle" },
	hybrid: { colors: ["#9B4F96", "#D18BCB"], symbol: "diamond" },
	"decentral-etcd": { colors: ["#A3324A", "#EB7F94"], symbol: "wye" },
	"central-etcd": { colors: ["#3F7F8C", "#7FC4D1"], symbol: "cross" },
	volume: { colors: ["#8A6A00", "#D1AD3F"], symbol: "hexagon" },
	standby: { colors: ["#5B5FC7", "#A3A6F5"], symbol: pointDown },
	none: { label: "none (no method)", colors: ["#7A5C3A", "#C2A27C"], symbol: hourglass },
	lying: { label: "lying store", colors: ["#C2186F", "#F277B2"], symbol: slab },
	study: { label: "the study's design", colors: ["#00875F", "#4CCBA1"], symbol: "square" },
};
/** Of modes that nobody gave one. */
const otherColors: readonly Pair[] = [
	["#587A12", "#9CC24B"],
	["#4A6FA5", "#8FB1E3"],
	["#A8552B", "#E39166"],
	["#6D5A8C", "#AD9ACB"],
];

/**
 * Style sheet that turns figures dark where the reader's system is. They are drawn in the light
 * colours, for what knows no style sheets.
 */
export const darkFigures = `@media (prefers-color-scheme: dark) { ${[
	...Object.values(pairs),
	...Object.values(modes).map(({ colors }) => colors),
	...otherColors,
]
	.map(
		([from, to]) =>
			`.hf [fill="${from}"], .hf[fill="${from}"] { fill: ${to} } .hf [stroke="${from}"] { stroke: ${to} }`,
	)
	.join(" ")} .hf { color: ${pairs.ink[1]} } }`;

/** The style of a mode: depends on its name alone, so that it is the same in every figure. */
export function modeStyle(mode: string): ModeStyle {
	const known = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
	const [color] = known?.colors ?? (otherColors[hash(mode) % otherColors.length] as Pair);
	return { label: known?.label ?? mode, color, symbol: known?.symbol ?? "star" };
}

/**
 * One mode's colour for marks of Plot's `color` scale, and one mode's marker for its `symbol`
 * scale.
 */
export function modeScales(shown: readonly string[]) {
	const styles = shown.map(modeStyle);
	return {
		color: { domain: [...shown], range: styles.map(({ color }) => color) },
		symbol: { domain: [...shown], range: styles.map(({ symbol }) => symbol) },
	};
}

export type Fill = { fill: string; text: string };

const fills: Readonly<Record<string, Fill>> = {
	// Parts of the way back, from light to dark in order of time.
	"termination and replacement": { fill: "#BFCEDD", text: onLight },
	termination: { fill: "#DCE5EE", text: onLight },
	replacement: { fill: "#A9BFD3", text: onLight },
	start: { fill: "#6D8FB0", text: onLight },
	"first update": { fill: "#34577A", text: onDark },
	// Containers.
	app: { fill: "#EBDDA5", text: onLight },
	consensus: { fill: "#9CC5A1", text: onLight },
	hazelcast: { fill: "#659B88", text: onLight },
	member: { fill: "#C9906B", text: onLight },
	etcd: { fill: "#C9906B", text: onLight },
	store: { fill: "#B79CC0", text: onLight },
};
const otherFills: readonly Fill[] = [
	{ fill: "#C4CBD3", text: onLight },
	{ fill: "#7E6A8E", text: onDark },
	{ fill: "#D8A7B1", text: onLight },
];

/** The fill of a part or a container: depends on its name alone. */
export function fillOf(part: string): Fill {
	const known = Object.hasOwn(fills, part) ? fills[part] : undefined;
	return known ?? (otherFills[hash(part) % otherFills.length] as Fill);
}

function hash(name: string): number {
	let sum = 0;
	for (const character of name) {
		sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
	}
	return sum;
}
