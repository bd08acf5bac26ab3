import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunManifest } from "../../schema/run.ts";
import { syntheticManifest, syntheticRun } from "../statistics/syntheticRun.fixture.ts";
import { digestOf, type RunDigest, runName } from "./digest.ts";
import { exclusion, groupsOf, withLeftOut } from "./groups.ts";

const { protocol, machine } = syntheticManifest();
const trust = {
	trusted: false,
	reasons: ["The hypervisor gave 9 % of the processors' time to others."],
	stealShare: 0.09,
	loadAverageAtStart: 0,
	lateShare: 0,
};

function digest(fields: Partial<RunManifest> = {}, damage: string[] = []): RunDigest {
	return digestOf({ ...syntheticRun(fields), damage });
}

const variants: Partial<RunManifest>[] = [
	{},
	{ mode: "decentral" },
	{ replicas: 3 },
	{ protocol: { ...protocol, name: "thesis" } },
	{ protocol: { ...protocol, durationSeconds: 46 } },
	{ protocol: { ...protocol, recording: false } },
	{ standIns: [] },
	{ status: "incomplete", incompleteBecause: ["No metrics."] },
	{ trust },
	{
		status: "incomplete",
		incompleteBecause: ["Prometheus has no samples of pod-1."],
	},
];

test("every run is in exactly one group, and there either used or left out", () => {
	const some = fc.array(fc.constantFrom(...variants), { maxLength: 12 });
	fc.assert(
		fc.property(some, (chosen) => {
			const digests = chosen.map((fields, i) => digest({ ...fields, id: `run-${i}` }));
			const groups = groupsOf(digests);
			const cells = groups.flatMap(({ cells }) => cells);
			for (const group of groups) {
				const all = withLeftOut(group);
				const left = group.cells.flatMap(({ excluded }) => excluded);
				expect(all === null).toBe(left.length === 0);
				if (all === null) continue;
				expect(new Set(all.tables.metrics.map(({ run }) => run))).toEqual(
					new Set([
						...group.tables.metrics.map(({ run }) => run),
						...left.map(({ digest }) => runName(digest.manifest)),
					]),
				);
				expect(all.cells.flatMap(({ excluded }) => excluded)).toEqual([]);
			}
			const names = cells.flatMap(({ included, excluded }) => [
				...included.map(({ manifest }) => manifest.id),
				...excluded.map(({ digest }) => digest.manifest.id),
			]);
			expect(names.sort()).toEqual(digests.map((_, i) => `run-${i}`).sort());
			expect(new Set(groups.map(({ id }) => id)).size).toBe(groups.length);
			for (const { tables, cells } of groups) {
				const used = new Set(tables.metrics.map(({ run }) => run));
				const left = cells.flatMap((cell) => cell.excluded);
				for (const { digest } of left) {
					expect(used).not.toContain(runName(digest.manifest));
				}
			}
		}),
		{ numRuns: 50 },
	);
});

test("another length of the same protocol, or other stand-ins in the same mode, make a group of their own", () => {
	const groups = groupsOf([
		digest(),
		digest({ protocol: { ...protocol, durationSeconds: 46 } }),
		digest({ standIns: [], start: "2025-01-01T00:00:00.000Z" }),
		digest({ mode: "decentral", standIns: [] }),
	]);
	expect(groups.map(({ name }) => name)).toEqual([
		"quick (delete-pods), variant 1",
		"quick (delete-pods), variant 2",
		"quick (delete-pods), variant 3",
	]);
	expect(groups[0]?.cells.map(({ mode }) => mode)).toEqual(["central", "decentral"]);
	expect(groups.map(({ id }) => id)).toEqual([
		"quick-delete-pods-variant-1",
		"quick-delete-pods-variant-2",
		"quick-delete-pods-variant-3",
	]);
});

test("a mode's stand-ins don't keep it from other modes, which have no use for them", () => {
	const groups = groupsOf([digest(), digest({ mode: "decentral", standIns: [] })]);
	expect(groups).toHaveLength(1);
	expect(groups[0]?.standIns).toEqual(["store: SyntheticDB stands in for CouchDB"]);
});

test("how often a sweep repeats a run doesn't matter", () => {
	const groups = groupsOf([digest(), digest({ protocol: { ...protocol, repetitions: 9 } })]);
	expect(groups).toHaveLength(1);
});

test("what the method itself can have brought about is used, and told", () => {
	const never = digest({
		status: "incomplete",
		incompleteBecause: ["The history has no operation of pod-1.", "Prometheus has no samples of pod-1."],
	});
	const late = digest({
		id: "late",
		trust: {
			...trust,
			reasons: ["It waited."],
			causes: ["method"],
		},
	});
	for (const each of [never, late]) expect(exclusion(each)).toBeNull();
	const [group] = groupsOf([never, late, digest({ id: "fine" })]);
	expect(group?.cells[0]?.included).toHaveLength(3);
	expect(group?.notes).toEqual([
		"2 of 3 runs are incomplete or not to be trusted for a cause that the method itself may be: they count.",
	]);
});

test("one reason of the laboratory's is enough to leave a run out", () => {
	const both = digest({
		status: "incomplete",
		incompleteBecause: ["Prometheus has no samples of pod-1."],
		trust,
	});
	expect(exclusion(both)).toBe(
		"incomplete: Prometheus has no samples of pod-1. untrusted: The hypervisor gave 9 % of the processors' time to others.",
	);
});

test("incomplete, damaged and untrusted runs are left out, each with its reason", () => {
	expect(exclusion(digest())).toBeNull();
	expect(exclusion(digest({ status: "incomplete", incompleteBecause: ["No metrics."] }))).toBe(
		"incomplete: No metrics.",
	);
	expect(exclusion(digest({}, ["operations.ndjson, line 3: cut off."]))).toMatch(/^damaged: /);
	expect(exclusion(digest({ trust }))).toMatch(/^untrusted: The hypervisor/);
	const [group] = groupsOf([digest({ trust })]);
	expect(group?.cells).toMatchObject([{ mode: "central", replicas: 2, included: [], excluded: [{}] }]);
	expect(group?.tables.metrics).toEqual([]);
});

test("mixed versions, builds and machines are told", () => {
	const [group] = groupsOf([
		digest(),
		digest({
			versions: { kubernetes: "v9.9.9" },
			images: { app: `sha256:${"1".repeat(64)}` },
			machine: { ...machine, cores: 64 },
		}),
	]);
	expect(group?.notes).toEqual([
		"The runs are of different versions of kubernetes: v0.0.0, v9.9.9.",
		"The runs are of different builds of app; each run's manifest has the digest.",
		"The runs are of different machines: 2 cores of Synthetic CPU; 64 cores of Synthetic CPU.",
	]);
	expect(groupsOf([digest(), digest()])[0]?.notes).toEqual([]);
});

test("a fault's times are the medians over the runs of each mode, without an end where most runs have none", () => {
	const lasting = digest({ mode: "decentral" });
	const endless = {
		...lasting,
		faults: lasting.faults.map((fault) => ({ ...fault, endSeconds: null })),
	};
	const [group] = groupsOf([digest(), endless, endless, lasting]);
	expect(group?.faultTimes).toEqual([
		{ mode: "central", fault: "delete-pods", startSeconds: 15, endSeconds: 18 },
		{
			mode: "decentral",
			fault: "delete-pods",
			startSeconds: 15,
			endSeconds: null,
		},
	]);
});
