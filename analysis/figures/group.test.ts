import { describe, expect, it } from "vitest";
import { modeOrder } from "../../schema/modesInOrder.ts";
import { headlines } from "../digest/metrics.ts";
import type { RecoveryRow } from "../digest/rows.ts";
import { compareModes } from "../statistics/compare.ts";
import { fillOf, modeStyle } from "./colours.ts";
import { drawGroup } from "./group.ts";
import { overview } from "./overview.ts";
import type { Picture } from "./picture.ts";
import { scaling } from "./scaling.ts";
import { type Synthetic, syntheticPictureContext, syntheticTables } from "./tables.fixture.ts";

function pictures(made: Synthetic): Picture[] {
	const tables = syntheticTables(made);
	const spans = [...new Map(tables.metrics.map((row) => [row.run, row])).values()].map(({ mode, replicas, run }) => ({
		mode,
		replicas,
		run,
		fault: "delete-pods",
		startSeconds: 60,
		endSeconds: 70,
	}));
	return drawGroup({
		tables,
		comparisons: compareModes(tables.metrics, {
			view: "settled",
			metrics: headlines,
		}),
		context: syntheticPictureContext(made),
		standInStores: [],
		lost: new Set(),
		spans,
	});
}

const record = ({ table: { columns, rows } }: Picture) =>
	rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));

describe.each<[string, Synthetic]>([
	["two modes and two sizes", {}],
	["one run of one mode", { modes: ["central"], sizes: [5], runs: 1 }],
	["no faults", { faultAtSeconds: null }],
	[
		"many modes",
		{
			modes: ["central", "hybrid", "decentral-etcd", "standby", "brand-new"],
			sizes: [5, 9, 13],
			runs: 2,
		},
	],
])("the pictures of %s", (_, made) => {
	const all = pictures(made);

	it("have names of their own, something to see, and something to read", () => {
		expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
		for (const { panels, table, alternative, title } of all) {
			expect(panels.length).toBeGreaterThan(0);
			expect(table.rows.length).toBeGreaterThan(0);
			expect(alternative.startsWith(title)).toBe(true);
		}
	});

	it("have no number that is none", () => {
		for (const { panels } of all) {
			for (const { svg } of panels) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
		}
	});

	it("have each row as long as there are columns", () => {
		for (const { table } of all) {
			for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
		}
	});
});

it("names the forest of ratios first, then what a crash costs beside what normal life does", () => {
	expect(
		pictures({})
			.map(({ name }) => name)
			.slice(0, 2),
	).toEqual(["forest", "overview"]);
});

describe("the overview", () => {
	const tables = syntheticTables({ runs: 3 });
	const rows = record(overview(tables, syntheticPictureContext()));

	it("has for each run the parts of its slowest Pod, which add up to its time", () => {
		expect(rows).toHaveLength(12);
		for (const row of rows) {
			const sum = ["termination", "replacement", "start", "first update"].reduce(
				(all, part) => all + Number(row[`${part} (s)`]),
				0,
			);
			expect(sum).toBeCloseTo(Number(row["RTO of the slowest Pod (s)"]), 6);
		}
	});

	it("has the memory of each container of all Pods, which add up to that of everything", () => {
		for (const row of rows) {
			const parts = Object.keys(row).filter(
				(name) => name.startsWith("memory of ") && name !== "memory of everything (MB)",
			);
			expect(parts.reduce((sum, name) => sum + Number(row[name]), 0)).toBeCloseTo(
				Number(row["memory of everything (MB)"]),
				3,
			);
		}
	});

	it("has no time for a run in which a Pod was never back, and counts it", () => {
		const [first, ...others] = tables.recoveries as [RecoveryRow, ...RecoveryRow[]];
		const [row] = record(
			overview({ ...tables, recoveries: [{ ...first, total: null }, ...others] }, syntheticPictureContext()),
		);
		expect(row).toMatchObject({
			"RTO of the slowest Pod (s)": "",
			"never back": 1,
		});
	});
});

it("fits a trend to three sizes and more, and none to fewer", () => {
	const trends = (sizes: number[]) =>
		record(scaling(syntheticTables({ sizes }).metrics, syntheticPictureContext())).filter(
			({ what }) => what === "trend",
		);
	expect(trends([5, 9, 13]).length).toBeGreaterThan(0);
	expect(trends([5, 9])).toEqual([]);
});

it("draws each method and each container in its own colour, wherever and beside whatever it stands", () => {
	expect(new Set(modeOrder.map((mode) => modeStyle(mode).color)).size).toBe(modeOrder.length);
	expect(new Set(modeOrder.map((mode) => modeStyle(mode).symbol)).size).toBe(modeOrder.length);
	const containers = [
		"app",
		"consensus",
		"hazelcast",
		"etcd",
		"store",
		"termination",
		"replacement",
		"start",
		"first update",
	];
	expect(new Set(containers.map((name) => fillOf(name).fill)).size).toBe(containers.length);
	expect(modeStyle("toString").label).toBe("toString");
});
