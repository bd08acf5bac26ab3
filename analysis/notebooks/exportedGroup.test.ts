import { describe, expect, test } from "vitest";
import { syntheticPictureContext, syntheticTables } from "../figures/tables.fixture.ts";
import { exportedGroup } from "./exportedGroup.ts";

const group = {
	name: "synthetic",
	context: syntheticPictureContext(),
	safety: [],
	tables: syntheticTables({ runs: 3, durationSeconds: 20 }),
};

describe("exportedGroup", () => {
	test("is the group itself where no mode and size has too many runs", () => {
		expect(exportedGroup(group, { runsPerCell: 3 })).toEqual(group);
	});

	test("keeps the moments of the newest runs of each mode and size", () => {
		const { tables } = exportedGroup(group, { runsPerCell: 1 });
		const newest = ["central-21", "central-5", "decentral-21", "decentral-5"];
		for (const rows of [tables.latencies, tables.memory, tables.quantiles]) {
			expect([...new Set(rows.map(({ run }) => run))].sort()).toEqual(newest.map((cell) => `${cell}/20260103T000000Z`));
		}
	});

	test("keeps the numbers of all runs, and says what it left out", () => {
		const { tables, context } = exportedGroup(group, { runsPerCell: 2 });
		expect(tables.metrics).toEqual(group.tables.metrics);
		expect(context.notes).toEqual([
			"Only the newest 2 runs of each mode and size are here; the report draws all of them.",
		]);
	});

	test("survives being written and read as JSON", () => {
		const exported = exportedGroup(group);
		expect(JSON.parse(JSON.stringify(exported))).toEqual(exported);
	});
});
