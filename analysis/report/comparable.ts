import { naturally } from "../digest/runTime.ts";
import { protocolName } from "../schema/protocolName.ts";
import type { RunManifest } from "../schema/run.ts";

type WithManifest = { manifest: RunManifest };

/** Runs that may stand side by side: the same protocol was done to them, with the same faults. */
export type Comparable<Run> = { name: string; runs: Run[] };

/** Runs by what was done to them, in order of its name; the runs of each in the order given. */
export function byProtocol<Run extends WithManifest>(
	runs: readonly Run[],
): Comparable<Run>[] {
	const names = naturally(
		new Set(runs.map(({ manifest }) => protocolName(manifest))),
	);
	return names.map((name) => ({
		name,
		runs: runs.filter(({ manifest }) => protocolName(manifest) === name),
	}));
}

/**
 * The newest run of each stack under each protocol and its faults, in order of stacks, and all others from newest to oldest.
 */
export function newestOfEach<Run extends WithManifest>(
	runs: readonly Run[],
): { newest: Run[]; older: Run[] } {
	// Run ids are times, so their order is time's.
	const ordered = [...runs].sort(
		(a, b) =>
			b.manifest.start.localeCompare(a.manifest.start) ||
			b.manifest.id.localeCompare(a.manifest.id),
	);
	const newest = new Map<string, Run>();
	for (const run of ordered) {
		const key = `${run.manifest.stack} ${protocolName(run.manifest)}`;
		if (!newest.has(key)) newest.set(key, run);
	}
	const chosen = new Set(newest.values());
	return {
		newest: naturally(newest.keys()).map((key) => newest.get(key) as Run),
		older: ordered.filter((run) => !chosen.has(run)),
	};
}
