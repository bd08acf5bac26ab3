import { flatGroup, group, groups, median } from "d3-array";
import { counted } from "../../schema/counted.ts";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { protocolName } from "../../schema/protocolName.ts";
import type { RunManifest } from "../../schema/run.ts";
import { isLaboratorys, reasonsOf, type Told } from "../collect/causes.ts";
import type { RunDigest } from "./digest.ts";
import type { FaultTime, Tables } from "./rows.ts";
import { naturally } from "./runTime.ts";

/** A run that the statistics leave out, and why, in one clause. */
export type Excluded = { digest: RunDigest; why: string };

/** Runs of one mode at one size. */
export type Cell = {
	mode: string;
	replicas: number;
	included: readonly RunDigest[];
	excluded: readonly Excluded[];
};

/**
 * Runs that may be compared: the same was done to them on the same kind of platform, and what stood
 * in for the real thing in a mode is the same in all of its runs.
 */
export type Group = {
	/** Unique among the groups; for file names. */
	id: string;
	/** For people: the protocol, its faults, and what sets groups of the same name apart. */
	name: string;
	protocol: RunManifest["protocol"];
	/** Of the longest included run. */
	durationSeconds: number;
	/** In order of modes and of size. */
	cells: readonly Cell[];
	/** Medians over each mode's runs. */
	faultTimes: readonly FaultTime[];
	/** In words, once each. */
	standIns: readonly string[];
	/** What readers must know of all of it, one sentence each. */
	notes: readonly string[];
	/** Of the included runs. */
	tables: Tables;
};

/** Groups in order of their names; every digest is in exactly one. */
export function groupsOf(digests: readonly RunDigest[]): Group[] {
	const byKey = group(digests, ({ manifest }) => keyOf(manifest));
	const alike = [...byKey.values()].flatMap(withSameStandIns);
	const named = groups(alike, (members) => nameOf(members)).flatMap(([name, same]) =>
		same.map((members, i) => [same.length === 1 ? name : `${name}, variant ${i + 1}`, members] as const),
	);
	const byName = new Map(named);
	return naturally(byName.keys()).map((name) => groupOf(name, byName.get(name) as RunDigest[]));
}

/**
 * The group whose runs lasted as long without any faults, on the same kind of platform; null where
 * there is none.
 */
export function faultFreeTwin(group: Group, groups: readonly Group[]): Group | null {
	if (group.protocol.faults.length === 0) return null;
	const faultFree = keyWithoutFaults(group);
	return groups.find((other) => other.protocol.faults.length === 0 && keyWithoutFaults(other) === faultFree) ?? null;
}

function keyWithoutFaults({ protocol, standIns }: Group): string {
	const { name, faults, repetitions, thresholds, settleSeconds, ...rest } = protocol;
	return JSON.stringify([rest, [...standIns].sort()]);
}

/**
 * The same group with all of its runs, so that every statement can be had without and with those
 * that are left out; null: none is.
 */
export function withLeftOut(group: Group): Group | null {
	const cells = group.cells.map((cell) => ({
		...cell,
		included: [...cell.included, ...cell.excluded.map(({ digest }) => digest)],
		excluded: [],
	}));
	if (group.cells.every(({ excluded }) => excluded.length === 0)) return null;
	const included = cells.flatMap((cell) => cell.included);
	return {
		...group,
		id: `${group.id}-with-left-out`,
		name: `${group.name}, with the runs that are left out`,
		durationSeconds: Math.max(...included.map(({ durationSeconds }) => durationSeconds)),
		cells,
		faultTimes: faultTimesOf(included),
		notes: notesOf(included),
		tables: tablesOf(included),
	};
}

/**
 * Why the statistics leave a run out; null for one that they use. Only what the laboratory brought
 * about is left out: what a method can bring about is a result, however little of it could be
 * measured.
 */
export function exclusion({ manifest, damaged }: RunDigest): string | null {
	if (damaged) return "damaged: its files can't be read to their ends";
	return isLaboratorys(manifest) ? flawsOf(manifest) : null;
}

/** What is wrong with a run, in one clause; null: nothing. */
export function flawsOf(manifest: Told): string | null {
	const { incomplete, untrusted } = reasonsOf(manifest);
	const told = (what: string, reasons: typeof incomplete) => `${what}: ${reasons.map(({ text }) => text).join(" ")}`;
	const flaws = [
		...(manifest.status === "incomplete" ? [told("incomplete", incomplete)] : []),
		...(untrusted.length > 0 ? [told("untrusted", untrusted)] : []),
	];
	return flaws.length === 0 ? null : flaws.join(" ");
}

function groupOf(name: string, members: readonly RunDigest[]): Group {
	const ordered = [...members].sort((a, b) => a.manifest.replicas - b.manifest.replicas);
	const byMode = group(
		ordered,
		({ manifest }) => manifest.mode,
		({ manifest }) => manifest.replicas,
	);
	const cells = modesInOrder(byMode.keys()).flatMap((mode) =>
		Array.from(byMode.get(mode) ?? [], ([replicas, runs]) => cellOf(mode, replicas, runs)),
	);
	const included = cells.flatMap((cell) => cell.included);
	const [{ manifest }] = members as [RunDigest];
	return {
		id: name
			.toLowerCase()
			.replaceAll(/[^a-z0-9]+/g, "-")
			.replace(/-$/, ""),
		name,
		protocol: manifest.protocol,
		durationSeconds: Math.max(0, ...included.map(({ durationSeconds }) => durationSeconds)),
		cells,
		faultTimes: faultTimesOf(included),
		standIns: [...new Set(members.flatMap(({ manifest }) => standInsOf(manifest)))],
		notes: notesOf(included),
		tables: tablesOf(included),
	};
}

function cellOf(mode: string, replicas: number, runs: readonly RunDigest[]): Cell {
	const judged = runs.map((digest) => ({ digest, why: exclusion(digest) }));
	return {
		mode,
		replicas,
		included: judged.flatMap(({ digest, why }) => (why === null ? [digest] : [])),
		excluded: judged.flatMap(({ digest, why }) => (why === null ? [] : [{ digest, why }])),
	};
}

/** Runs with the same key had the same done to them, on the same kind of platform. */
function keyOf(manifest: RunManifest): string {
	// What observing costs is a question of its own; how often a sweep repeats a run is none of the
	// run.
	const { repetitions, thresholds, ...protocol } = manifest.protocol;
	return JSON.stringify([protocol, manifest.machine.platform]);
}

/**
 * Parts of which each has, of every mode, only runs with the same stand-ins: the first part those
 * that each mode was last run with, and so on. A method may have stand-ins that others have no use
 * for.
 */
function withSameStandIns(members: readonly RunDigest[]): RunDigest[][] {
	const newestFirst = [...members].sort((a, b) => b.manifest.start.localeCompare(a.manifest.start));
	const parts: RunDigest[][] = [];
	for (const [, ofMode] of groups(newestFirst, ({ manifest }) => manifest.mode)) {
		const kinds = groups(ofMode, ({ manifest }) => standInsOf(manifest).sort().join("; "));
		for (const [i, [, runs]] of kinds.entries()) {
			parts[i] = [...(parts[i] ?? []), ...runs];
		}
	}
	return parts;
}

function nameOf([first]: readonly RunDigest[]): string {
	const { manifest } = first as RunDigest;
	const { recording } = manifest.protocol;
	return `${protocolName(manifest)}${recording ? "" : ", without a history"}`;
}

/** `PouchDB Server stands in for CouchDB`. */
function standInsOf({ standIns }: RunManifest): string[] {
	return standIns.map(({ name, standsInFor }) => `${name} stands in for ${standsInFor}`);
}

/** The end is null where in most runs the system was never whole again. */
function faultTimesOf(runs: readonly RunDigest[]): FaultTime[] {
	const numbered = runs.flatMap(({ manifest, faults }) =>
		faults.map((fault, number) => ({ ...fault, number, mode: manifest.mode })),
	);
	return flatGroup(
		numbered,
		({ mode }) => mode,
		({ number }) => number,
	).map(([mode, , same]) => {
		const end = median(same, ({ endSeconds }) => endSeconds ?? Number.POSITIVE_INFINITY) as number;
		return {
			mode,
			fault: same[0]?.fault as string,
			startSeconds: median(same, (each) => each.startSeconds) as number,
			endSeconds: Number.isFinite(end) ? end : null,
		};
	});
}

function notesOf(included: readonly RunDigest[]): string[] {
	const manifests = included.map(({ manifest }) => manifest);
	return [...flawed(manifests), ...mixturesIn(manifests)];
}

/** Runs that are used though something is wrong with them are told. */
function flawed(manifests: readonly RunManifest[]): string[] {
	const flaws = manifests.filter((each) => flawsOf(each) !== null).length;
	if (flaws === 0) return [];
	return [
		`${flaws} of ${counted(manifests.length, "run")} ${flaws === 1 ? "is" : "are"} incomplete or not to be trusted for a cause that the method itself may be: ${flaws === 1 ? "it counts" : "they count"}.`,
	];
}

/** Runs of different versions or machines are put together, but not silently. */
function mixturesIn(manifests: readonly RunManifest[]): string[] {
	const different = (values: readonly string[]) => [...new Set(values)];
	const components = different(manifests.flatMap(({ versions }) => Object.keys(versions)));
	const versions = components.flatMap((component) => {
		const found = different(manifests.flatMap(({ versions }) => versions[component] ?? []));
		return found.length > 1 ? [`The runs are of different versions of ${component}: ${found.join(", ")}.`] : [];
	});
	const images = different(manifests.flatMap(({ images }) => Object.keys(images))).filter(
		(image) => different(manifests.flatMap(({ images }) => images[image] ?? [])).length > 1,
	);
	const machines = different(manifests.map(({ machine }) => `${machine.cores} cores of ${machine.cpuModel}`));
	return [
		...versions,
		...(images.length > 0
			? [`The runs are of different builds of ${images.join(", ")}; each run's manifest has the digest.`]
			: []),
		...(machines.length > 1 ? [`The runs are of different machines: ${machines.join("; ")}.`] : []),
	];
}

function tablesOf(runs: readonly RunDigest[]): Tables {
	const all = <Name extends keyof Tables>(name: Name) =>
		runs.flatMap(({ tables }) => tables[name] as Tables[Name][number][]);
	return {
		latencies: all("latencies"),
		memory: all("memory"),
		quantiles: all("quantiles"),
		recoveries: all("recoveries"),
		startups: all("startups"),
		containers: all("containers"),
		windows: all("windows"),
		metrics: all("metrics"),
	} as Tables;
}
