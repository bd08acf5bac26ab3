import type { Verdict } from "../../schema/run.ts";

type Polyline = readonly (readonly [x: number, y: number])[];

/** What of a canvas' or an SVG's path is used. */
type Path = {
	moveTo: (x: number, y: number) => void;
	lineTo: (x: number, y: number) => void;
};

/** A tick, a cross, a question mark: drawn, not written, for not every font has them. In pixels around the origin. */
const polylines: Readonly<Record<Verdict, readonly Polyline[]>> = {
	holds: [
		[
			[-4.5, 0],
			[-1.5, 3.5],
			[4.5, -4],
		],
	],
	violated: [
		[
			[-4, -4],
			[4, 4],
		],
		[
			[-4, 4],
			[4, -4],
		],
	],
	unknown: [
		[
			[-2.6, -2.4],
			[-1.9, -4.2],
			[0, -5],
			[1.9, -4.2],
			[2.6, -2.6],
			[1.9, -1],
			[0.2, 0.3],
			[0, 2],
		],
		[
			[0, 4],
			[0, 5.2],
		],
	],
};

/** For legends. */
export function markPath(verdict: Verdict): string {
	return polylines[verdict]
		.map((line) => `M${line.map((point) => point.join(",")).join("L")}`)
		.join("");
}

/** For Plot. Its size is fixed. */
export function markSymbol(verdict: Verdict): {
	draw: (path: Path) => void;
} {
	return {
		draw(path) {
			for (const line of polylines[verdict]) {
				for (const [i, [x, y]] of line.entries()) {
					if (i === 0) path.moveTo(x, y);
					else path.lineTo(x, y);
				}
			}
		},
	};
}
