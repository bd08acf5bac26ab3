import type { Dot } from "./dots.ts";

/** How the operations of one kind and outcome look. */
export type Series = {
	kind: Dot["kind"];
	outcome: Dot["outcome"];
	label: string;
	/** A colour of the page's style sheet, which has one for light and one for dark. */
	color: string;
	/** Path of the mark, from its middle on. */
	glyph: string;
	strokeWidth: number;
	/** Of what has no length: a round or a square dot. */
	cap: "round" | "square";
};

const kinds = ["persist", "load"] as const;
const kindNames = { persist: "update", load: "load" } as const;

const outcomes = {
	ok: "acknowledged",
	fail: "failed, certainly not applied",
	unknown: "unknown, may have been applied",
	unanswered: "no answer (on the line above the plot)",
} as const;

const glyphs: Record<Dot["kind"], Record<Dot["outcome"], string>> = {
	persist: {
		ok: "h0",
		fail: "m-3-3l6 6m0-6l-6 6",
		unknown: "m0-4l4 4l-4 4l-4-4z",
		unanswered: "m-4-3h8l-4 7z",
	},
	load: { ok: "h0", fail: "m-4 0h8m-4-4v8", unknown: "m-3-3h6v6h-6z", unanswered: "m-4 3h8l-4-7z" },
};

/** In the order in which they are drawn and told: what went wrong lies above what didn't. */
export const allSeries: readonly Series[] = (Object.keys(outcomes) as Dot["outcome"][]).flatMap((outcome) =>
	kinds.map(
		(kind): Series => ({
			kind,
			outcome,
			label: `${kindNames[kind]}: ${outcomes[outcome]}`,
			color: `var(--${outcome === "ok" ? kind : outcome})`,
			glyph: glyphs[kind][outcome],
			strokeWidth: outcome === "ok" ? 3.6 : 1.5,
			cap: kind === "persist" ? "round" : "square",
		}),
	),
);

/** What a dot says when it is pointed at. */
export function titleOf({ pod, kind, outcome, index, seconds, latencySeconds, count }: Dot): string {
	const what = `${pod}: ${kindNames[kind]}${index === null ? "" : ` ${index}`}`;
	const took = latencySeconds === null ? "no answer" : `${outcome} after ${milliseconds(latencySeconds)}`;
	const others = count > 1 ? `; with ${count - 1} more beside it` : "";
	return `${what} at ${seconds.toFixed(2)} s: ${took}${others}`;
}

/** With three digits, for people. */
export function milliseconds(seconds: number): string {
	return `${Number((seconds * 1000).toPrecision(3)).toLocaleString("en")} ms`;
}
