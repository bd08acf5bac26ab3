import { describe, expect, it } from "vitest";
import type { OfRun } from "../../digest/rows.ts";
import { estimateRuns } from "../../statistics/runValues.ts";
import type { Picture } from "../pictures.ts";
import {
	type Synthetic,
	syntheticPictureContext,
	syntheticTables,
} from "../tables.fixture.ts";
import { costOfFaults } from "./costOfFaults.ts";
import { costRows } from "./costRows.ts";
import { landscape } from "./landscape.ts";
import { latencyDistribution } from "./latencyDistribution.ts";
import { drawn } from "./picture.fixture.ts";
import { recoveryParts } from "./recoveryParts.ts";
import { resources } from "./resources.ts";
import { scaling } from "./scaling.ts";
import { verdictMatrix } from "./verdictMatrix.ts";

function picturesOf(synthetic: Synthetic): Picture[] {
	const tables = syntheticTables(synthetic);
	const context = {
		...syntheticPictureContext(synthetic),
		notes: ["1 of 7 runs is <incomplete> & left out."],
	};
	const runs = [
		...new Map(
			tables.metrics.map(({ mode, replicas, run }): [string, OfRun] => [
				run,
				{ mode, replicas, run },
			]),
		).values(),
	];
	const startSeconds = synthetic.faultAtSeconds ?? 60;
	const spans = runs.map((run) => ({
		...run,
		fault: "delete-pods",
		startSeconds,
		endSeconds: startSeconds + 6,
	}));
	const holds = {
		chain: "holds",
		durability: "holds",
		monotonic: "holds",
		noFork: "holds",
		fresh: "holds",
		noPhantom: "holds",
	} as const;
	const verdicts = runs.map((run) => ({
		...run,
		faults: ["delete-pods"],
		verdicts: holds,
		rpoWorst: 0,
	}));
	return [
		recoveryParts(tables.recoveries, context),
		verdictMatrix(verdicts, context),
		latencyDistribution(tables.quantiles, context),
		scaling(tables.metrics, [], context),
		resources(tables.containers, context),
		costOfFaults(costRows(tables.latencies, spans), context),
		landscape(tables.metrics, [], estimateRuns, context),
		landscape(tables.metrics, [], estimateRuns, context, {
			life: "persistP99",
		}),
	];
}

describe("figures of ours", () => {
	const pictures = picturesOf({});

	it("have names and ids that don't clash in one document", () => {
		const names = pictures.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		const ids = pictures.flatMap((picture) => drawn(picture).ids);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("name every stand-in and note, escaped", () => {
		for (const picture of pictures) {
			const text = drawn(picture).texts.join(" ");
			expect(text).toContain("SyntheticDB stands in for CouchDB");
			expect(text).toContain("1 of 7 runs is <incomplete> & left out.");
			expect(picture.svg).not.toContain("<incomplete>");
		}
	});

	it("are the same whenever they are drawn from the same rows", () => {
		expect(picturesOf({})).toEqual(pictures);
	});

	it("have a cell for each column in every row, and a number or text in it", () => {
		for (const { table } of pictures) {
			expect(table.rows.length).toBeGreaterThan(0);
			for (const row of table.rows) {
				expect(row).toHaveLength(table.columns.length);
				for (const cell of row) {
					expect(cell).not.toBeNaN();
					expect(["string", "number"]).toContain(typeof cell);
				}
			}
		}
	});

	it("draw only finite numbers", () => {
		const all = [
			...pictures,
			...picturesOf({ modes: ["central"], sizes: [5], runs: 1 }),
			...picturesOf({ runs: 0 }),
		];
		for (const { svg, name } of all) {
			expect(svg, name).not.toMatch(/NaN|Infinity|undefined/);
		}
	});

	it("say that one mode has nothing beside it", () => {
		for (const picture of picturesOf({ modes: ["decentral"] })) {
			expect(drawn(picture).texts.join(" "), picture.name).toContain(
				"Only decentral was run",
			);
		}
	});

	it("say so where there is nothing to draw, and keep their tables' columns", () => {
		const empty = picturesOf({ runs: 0 });
		for (const [i, { alternative, table, name, svg }] of empty.entries()) {
			expect(table.rows).toEqual([]);
			expect(table.columns).toEqual(pictures[i]?.table.columns);
			expect(name).toBe(pictures[i]?.name);
			expect(alternative).toMatch(/^No |^There is no /);
			expect(svg).toContain(alternative);
		}
	});
});
