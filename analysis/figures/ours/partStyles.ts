import { ink } from "../palette.ts";

/** How one part of a stacked bar is drawn. */
export type PartStyle = { fill: string; text: string };

/**
 * From light to dark, so that a grey print still tells neighbours apart; none is a mode's colour. The text on each has a contrast of at
 * least 4.5:1.
 */
const partFills: readonly PartStyle[] = [
	{ fill: "#EBDDA5", text: ink },
	{ fill: "#9CC5A1", text: ink },
	{ fill: "#659B88", text: ink },
	{ fill: "#2F4858", text: "#ffffff" },
	{ fill: "#C4CBD3", text: ink },
];

/** What lies beside the Pods; never a part's colour. */
const storeFills: readonly PartStyle[] = [
	{ fill: "#5E3A57", text: "#ffffff" },
	{ fill: "#C9A9C4", text: ink },
];

/** Styles in the order given; they repeat after five parts. */
export function partStyles(parts: readonly string[]): Map<string, PartStyle> {
	return styled(parts, partFills);
}

/** The same for containers of a method's store; they repeat after two. */
export function storeStyles(parts: readonly string[]): Map<string, PartStyle> {
	return styled(parts, storeFills);
}

function styled(parts: readonly string[], fills: readonly PartStyle[]) {
	return new Map(
		parts.map((part, i) => [part, fills[i % fills.length] as PartStyle]),
	);
}
