import { expect, test } from "vitest";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { syntheticIncluded } from "./group.fixture.ts";
import { provenanceOf } from "./provenance.ts";

const { machine, standIns } = syntheticManifest();

test("each thing is told once, with the number of runs that had it", () => {
	const included = (number: number, version: string) =>
		syntheticIncluded("central-5", number, {
			versions: { kubernetes: version },
			standIns,
		});
	const runs = [included(1, "v1"), included(0, "v1"), included(2, "v2")];
	const left = { ...syntheticIncluded("central-5", 9), why: "damaged" };
	const cells = [
		{ mode: "central", replicas: 5, runs, excluded: [left] },
		{ mode: "other", replicas: 5, runs: [included(3, "v1")], excluded: [] },
	];
	expect(provenanceOf(cells)).toMatchObject({
		runs: 4,
		excluded: 1,
		first: "2026-01-01T00:00:00.000Z",
		last: "2026-01-04T00:00:00.000Z",
		machines: [
			{
				value:
					"Synthetic CPU, 2 cores, 8.0 GB, Linux 0.0.0, platform native, cgroup v1",
				runs: 4,
			},
		],
		versions: [
			{
				name: "kubernetes",
				values: [
					{ value: "v1", runs: 3 },
					{ value: "v2", runs: 1 },
				],
			},
		],
		standIns: [{ standsInFor: "CouchDB", modes: ["central", "other"] }],
	});
});

test("machines that differ are both named", () => {
	const runs = [
		syntheticIncluded("central-5", 0),
		syntheticIncluded("central-5", 1, { machine: { ...machine, cores: 8 } }),
	];
	const { machines } = provenanceOf([
		{ mode: "central", replicas: 5, runs, excluded: [] },
	]);
	expect(machines.map(({ runs }) => runs)).toEqual([1, 1]);
});

test("there is nothing to tell of no runs", () => {
	expect(provenanceOf([])).toMatchObject({ runs: 0, first: null, last: null });
});
