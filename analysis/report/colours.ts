/** Colours of the report, by what they are for. All but `line` and the grounds are for text. */
export type Palette = Readonly<
	Record<"ink" | "muted" | "link" | "good" | "bad" | "open" | "line" | "ground" | "warning", `#${string}`>
>;

export const light: Palette = {
	ink: "#1a1a1a",
	muted: "#595959",
	link: "#00568a",
	good: "#00664a",
	bad: "#a32000",
	open: "#6b4e00",
	line: "#c9c9c9",
	ground: "#ffffff",
	warning: "#fff6e0",
};

export const dark: Palette = {
	ink: "#ececec",
	muted: "#b0b0b0",
	link: "#7cc4f5",
	good: "#5fd0ad",
	bad: "#ff9a7a",
	open: "#f0c35a",
	line: "#4a4d50",
	ground: "#16181a",
	warning: "#332a12",
};

/** Colours as variables of a style sheet. */
export function variables(colors: Readonly<Record<string, string>>): string {
	return Object.entries(colors)
		.map(([name, color]) => `--${name}: ${color};`)
		.join(" ");
}
