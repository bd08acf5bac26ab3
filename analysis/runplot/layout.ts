import type { Raster } from "./dots.ts";

export type LayoutName = "wide" | "narrow";

/** Sizes of one drawing, in pixels of its own. */
export type Layout = {
	name: LayoutName;
	width: number;
	marginLeft: number;
	marginRight: number;
	dotsHeight: number;
	fontSize: number;
	raster: Raster;
	/** Points of all lanes' lines together. */
	mostSteps: number;
	/** Bars, or markers, of one kind in all lanes together: the longest, or some of all. */
	mostMarks: number;
	/**
	 * Whether single dots say what they are when they are pointed at; a phone has nothing to point
	 * with.
	 */
	titles: boolean;
};

function layout(of: Omit<Layout, "raster"> & { mostDots: number }): Layout {
	const { mostDots, ...rest } = of;
	return {
		...rest,
		raster: { columns: of.width - of.marginLeft - of.marginRight, rows: of.dotsHeight, mostDots },
	};
}

/** One for a screen and for paper, one for a phone. */
export const layouts: Readonly<Record<LayoutName, Layout>> = {
	wide: layout({
		name: "wide",
		width: 960,
		marginLeft: 74,
		marginRight: 16,
		dotsHeight: 330,
		fontSize: 12,
		mostDots: 16_000,
		mostSteps: 5000,
		mostMarks: 600,
		titles: true,
	}),
	narrow: layout({
		name: "narrow",
		width: 356,
		marginLeft: 52,
		marginRight: 8,
		dotsHeight: 260,
		fontSize: 11.5,
		mostDots: 5000,
		mostSteps: 2000,
		mostMarks: 300,
		titles: false,
	}),
};
