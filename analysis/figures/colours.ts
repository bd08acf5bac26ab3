import type { SymbolType } from "@observablehq/plot";

/** A colour on a white ground, and the one that takes its place on a dark ground. */
const pairs = {
	ink: ["#1a1a1a", "#ececec"],
	muted: ["#595959", "#b0b0b0"],
	/** What another study found, beside what was measured. */
	reference: ["#6b6b6b", "#a6a6a6"],
	ground: ["#ffffff", "#16181a"],
	faultEdge: ["#2a6f97", "#8cc6ea"],
	central: ["#0072B2", "#5BB0E8"],
	decentral: ["#D55E00", "#FF9248"],
	hybrid: ["#9B4F96", "#D18BCB"],
	"decentral-etcd": ["#A3324A", "#EB7F94"],
	"central-etcd": ["#3F7F8C", "#7FC4D1"],
	volume: ["#8A6A00", "#D1AD3F"],
	standby: ["#5B5FC7", "#A3A6F5"],
	none: ["#7A5C3A", "#C2A27C"],
	lying: ["#C2186F", "#F277B2"],
	study: ["#00875F", "#4CCBA1"],
	other1: ["#587A12", "#9CC24B"],
	other2: ["#4A6FA5", "#8FB1E3"],
	other3: ["#A8552B", "#E39166"],
	other4: ["#6D5A8C", "#AD9ACB"],
} as const;

const light = (name: keyof typeof pairs) => pairs[name][0];

export const ink = light("ink");
export const mutedInk = light("muted");
export const reference = light("reference");
export const ground = light("ground");
export const fault = { fill: "#56B4E9", opacity: 0.2, edge: light("faultEdge") };
/** On the fills of stacks, which are the same on every ground. */
export const onLight = "#101010";
export const onDark = "#fdfdfd";

/** Style sheet that turns figures dark where the reader's system is. They are drawn in the light colours, for what knows no style sheets. */
export const darkFigures = `@media (prefers-color-scheme: dark) { ${Object.values(pairs)
	.map(
		([from, to]) =>
			`.hf [fill="${from}"], .hf[fill="${from}"] { fill: ${to} } .hf [stroke="${from}"] { stroke: ${to} }`,
	)
	.join(" ")} .hf { color: ${pairs.ink[1]} } }`;

/** How everything of one mode is drawn, in every figure alike: its colour is not enough for everybody, so it has a marker as well. */
export type ModeStyle = { label: string; color: string; symbol: SymbolType };

/** What Plot gives a symbol to draw itself on. */
type Path = {
	moveTo(x: number, y: number): void;
	lineTo(x: number, y: number): void;
	closePath(): void;
};

/** A polygon as a symbol; Plot gives the area in square pixels. */
function polygon(points: readonly (readonly [number, number])[]): SymbolType {
	return {
		draw(path: Path, size: number) {
			const unit = Math.sqrt(size) / 2;
			for (const [i, [x, y]] of points.entries()) {
				if (i === 0) path.moveTo(x * unit, y * unit);
				else path.lineTo(x * unit, y * unit);
			}
			path.closePath();
		},
	} as unknown as SymbolType;
}

const pointDown = polygon([
	[-1.2, -0.8],
	[1.2, -0.8],
	[0, 1.3],
]);
const hourglass = polygon([
	[-1.1, -1.1],
	[1.1, -1.1],
	[-1.1, 1.1],
	[1.1, 1.1],
]);
const slab = polygon([
	[-1.5, -0.6],
	[1.5, -0.6],
	[1.5, 0.6],
	[-1.5, 0.6],
]);

const modes: Readonly<Record<string, readonly [label: string, symbol: SymbolType]>> = {
	central: ["central", "circle"],
	decentral: ["decentral", "triangle"],
	hybrid: ["hybrid", "diamond"],
	"decentral-etcd": ["decentral-etcd", "wye"],
	"central-etcd": ["central-etcd", "cross"],
	volume: ["volume", "hexagon"],
	standby: ["standby", pointDown],
	none: ["none (no method)", hourglass],
	lying: ["lying store", slab],
	study: ["the study's design", "square"],
};
const others = ["other1", "other2", "other3", "other4"] as const;

/** The style of a mode: depends on its name alone, so that it is the same in every figure. */
export function modeStyle(mode: string): ModeStyle {
	const known = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
	return known === undefined
		? { label: mode, color: light(others[hash(mode) % others.length] ?? "other1"), symbol: "star" }
		: { label: known[0], color: light(mode as keyof typeof pairs), symbol: known[1] };
}

/** One mode's colour for marks of Plot's `color` scale, and one mode's marker for its `symbol` scale. */
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
