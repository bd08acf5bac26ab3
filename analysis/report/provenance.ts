import { counted } from "../counted.ts";
import { naturally } from "../digest/runTime.ts";
import type { RunManifest } from "../schema/run.ts";
import type { ReportedCell, RunFacts } from "./report.ts";

/** What the runs of a group ran on, each thing once, with the number of runs that had it. */
export type Provenance = {
	runs: number;
	excluded: number;
	/** Starts of the first and of the last run, ISO 8601; null without runs. */
	first: string | null;
	last: string | null;
	machines: readonly Counted[];
	/** Component → its versions. */
	versions: readonly { name: string; values: readonly Counted[] }[];
	/** Image → its digests. */
	images: readonly { name: string; values: readonly Counted[] }[];
	standIns: readonly StandIn[];
};

export type Counted = { value: string; runs: number };

type StandIn = RunManifest["standIns"][number] & { modes: readonly string[] };

/** Of the included runs. */
export function provenanceOf(cells: readonly ReportedCell[]): Provenance {
	const facts = cells.flatMap(({ runs }) => runs.map((run) => run.facts));
	const starts = facts.map(({ start }) => start).sort();
	return {
		runs: facts.length,
		excluded: cells.reduce((sum, { excluded }) => sum + excluded.length, 0),
		first: starts[0] ?? null,
		last: starts.at(-1) ?? null,
		machines: countedValues(facts.map(({ machine }) => machineText(machine))),
		versions: byName(facts, ({ versions }) => versions),
		images: byName(facts, ({ images }) => images),
		standIns: standInsOf(cells),
	};
}

/** A machine in one line. */
export function machineText(machine: RunManifest["machine"]): string {
	const { cpuModel, cores, memoryBytes, kernel, platform, cgroupVersion } =
		machine;
	return `${cpuModel}, ${counted(cores, "core")}, ${(memoryBytes / 1e9).toFixed(1)} GB, Linux ${kernel}, platform ${platform}, cgroup v${cgroupVersion}`;
}

function byName(
	facts: readonly RunFacts[],
	record: (facts: RunFacts) => Readonly<Record<string, string>>,
) {
	const names = naturally(
		new Set(facts.flatMap((each) => Object.keys(record(each)))),
	);
	return names.map((name) => ({
		name,
		values: countedValues(facts.flatMap((each) => record(each)[name] ?? [])),
	}));
}

function countedValues(values: readonly string[]): Counted[] {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return [...counts].map(([value, runs]) => ({ value, runs }));
}

function standInsOf(cells: readonly ReportedCell[]): StandIn[] {
	const found = new Map<string, StandIn>();
	for (const { mode, runs } of cells) {
		for (const standIn of runs.flatMap(({ facts }) => facts.standIns)) {
			const key = JSON.stringify(standIn);
			const modes = found.get(key)?.modes ?? [];
			if (modes.includes(mode)) continue;
			found.set(key, { ...standIn, modes: [...modes, mode] });
		}
	}
	return [...found.values()];
}
