import type { RunManifest } from "../../schema/run.ts";
import { overall } from "../collect/verdicts.ts";
import { identitiesOf } from "../digest/runTime.ts";
import { historyOf } from "../operations/operations.ts";
import type { RunData } from "../results.ts";
import type { AboutRun } from "./page.ts";
import { type Sketch, sketchOf } from "./sketch.ts";

/**
 * A report of more runs than these has plots of the newest of each cell, and of as many others as
 * this leaves room for.
 */
export const mostPlots = 100;

/** What the plot of a run is made from: small, and fit to be handed to another thread. */
export function sketchOfRun(run: RunData, damage: readonly string[]): [Sketch | null, AboutRun] {
	const { manifest, operations, events, samples } = run;
	const sketch = sketchOf({
		records: operations,
		history: historyOf(operations),
		events,
		samples,
		identities: identitiesOf(manifest),
		intervalSeconds: manifest.protocol.intervalSeconds,
		protocol: manifest.protocol,
	});
	const about = {
		name: `${manifest.stack}, run ${manifest.id}`,
		verdicts: manifest.verdicts,
		expectedViolations: manifest.expectedViolations ?? [],
		notes: [
			...damage,
			...(manifest.violations ?? []).map(({ property, pod, summary }) => `${property}, ${pod}: ${summary}`),
			...manifest.incompleteBecause,
			...(manifest.trust?.reasons ?? []),
			...(manifest.protocol.recording ? [] : ["This run recorded no operations."]),
		],
		windows: manifest.measures?.windows ?? [],
	};
	return [sketch, about];
}

/**
 * Whether something happened in a run that one wants to look at: a violation, a doubt, a busy
 * machine.
 */
export function isRemarkable({ verdicts, status, trust }: Pick<RunManifest, "verdicts" | "status" | "trust">): boolean {
	return overall(verdicts) !== "holds" || status === "incomplete" || trust?.trusted === false;
}
