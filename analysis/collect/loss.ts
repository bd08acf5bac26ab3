import { sum } from "d3-array";
import { counted } from "../../schema/counted.ts";
import type { RunManifest } from "../../schema/run.ts";

type Lossy = Pick<RunManifest, "mode" | "verdicts" | "expectedViolations" | "measures">;

/** How many acknowledged updates a run lost, in words; null where none is known to be lost. */
export function lossText({ mode, verdicts, expectedViolations, measures }: Lossy): string | null {
	if (verdicts.durability !== "violated") return null;
	const recoveries = measures?.recoveries ?? [];
	const lost = sum(recoveries, ({ rpoUpdates }) => rpoUpdates);
	const what = lost === 0 ? "lost acknowledged updates" : `lost ${counted(lost, "acknowledged update")}`;
	return expectedViolations?.includes("durability") ? `${what}, as is expected of the mode ${mode}` : what;
}
