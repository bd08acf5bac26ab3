import type { Verdict, Verdicts } from "../schema/run.ts";
import type { MetricRow } from "./rows.ts";

/** Whether a cell's runs kept all that was acknowledged. */
export type Kept = {
	mode: string;
	replicas: number;
	/** `lost`: in some run; `unknown`: the histories don't suffice to tell; `kept`: nothing was, in any. */
	outcome: "kept" | "lost" | "unknown";
	/** All runs that were judged, those too whose numbers the statistics leave out: a busy machine loses nothing. */
	runs: number;
	/** Those of them that broke a promise of safety: that is what `lost` means. */
	lostIn: number;
	/** Most acknowledged updates that one Pod lost; null where no run tells. */
	worstRpo: number | null;
};

type Judged = { run: string; verdicts: Verdicts };

/**
 * @param cells with every run that was judged
 * @param rows of the runs that the statistics use
 */
export function keptOf(
	cells: readonly {
		mode: string;
		replicas: number;
		judged: readonly Judged[];
	}[],
	rows: readonly MetricRow[],
): Kept[] {
	return cells
		.filter(({ judged }) => judged.length > 0)
		.map(({ mode, replicas, judged }) => {
			const losses = new Map<string, number>();
			for (const { metric, mode: m, replicas: n, run, value } of rows) {
				if (metric !== "rpoWorst" || m !== mode || n !== replicas) continue;
				if (value !== null) losses.set(run, value);
			}
			const lostIn = judged.filter(
				({ run, verdicts }) =>
					Object.values(verdicts).includes("violated" satisfies Verdict) ||
					(losses.get(run) ?? 0) > 0,
			).length;
			const unclear = judged.some(({ verdicts }) =>
				Object.values(verdicts).includes("unknown" satisfies Verdict),
			);
			return {
				mode,
				replicas,
				outcome: lostIn > 0 ? "lost" : unclear ? "unknown" : "kept",
				runs: judged.length,
				lostIn,
				worstRpo: losses.size === 0 ? null : Math.max(...losses.values()),
			};
		});
}
