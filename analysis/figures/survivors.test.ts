import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { WindowReplica } from "../digest/rows.ts";
import { survivors } from "./survivors.ts";
import { syntheticPictureContext, syntheticTables } from "./tables.fixture.ts";

const { windows } = syntheticTables();
const context = syntheticPictureContext();

function drawn(rows: readonly WindowReplica[]) {
	const picture = survivors(rows, context);
	const { document } = parseHTML(`<html><body>${picture.svg}</body></html>`);
	return {
		...picture,
		count: (selector: string) => document.querySelectorAll(selector).length,
		texts: [...document.querySelectorAll("text")].map(
			({ textContent }) => textContent,
		),
	};
}

describe("survivors", () => {
	it("has a row for each mode and size below the fault, every run as a marker in both panels", () => {
		const { texts, count } = drawn(windows);
		expect(texts).toContain("delete-pods");
		expect(count(".fault-name text")).toBe(1);
		expect(count(".cell-label text")).toBe(4);
		expect(count(".run > *")).toBe(2 * 4 * 3);
		expect(count(".median line")).toBe(2 * 4);
	});

	it("has the numbers of the rows in its table and in words", () => {
		const { table, alternative } = drawn(windows);
		const run = "central-21/20260101T000000Z";
		const own = windows.filter((row) => row.run === run && !row.victim);
		const missed = own.reduce((sum, row) => sum + row.missedUpdates, 0);
		const due = own.reduce((sum, row) => sum + row.expectedUpdates, 0);
		const row = table.rows.find((each) => each[3] === run);
		expect(row?.slice(0, 7)).toEqual([
			"delete-pods",
			"central",
			21,
			run,
			own.length,
			due,
			missed,
		]);
		expect(row?.[7]).toBeCloseTo((1 - missed / due) * 100, 5);
		expect(alternative).toContain("delete-pods, decentral, 5 replicas: ");
	});

	it("keeps the faults apart", () => {
		const both = [
			...windows,
			...windows.map((row) => ({ ...row, fault: "freeze", faultNumber: 1 })),
		];
		const { count } = drawn(both);
		expect(count(".fault-name text")).toBe(2);
		expect(count(".cell-label text")).toBe(8);
	});

	it("says where the axis of the share begins, and that a window was never closed", () => {
		const { texts } = drawn(
			windows.map((row) => ({ ...row, windowSeconds: null })),
		);
		expect(texts.some((text) => /share begins at \d+ %/.test(text))).toBe(true);
		expect(texts.some((text) => text.startsWith("In 12 runs the system"))).toBe(
			true,
		);
	});

	it("says that nothing was recorded without faults", () => {
		const { svg, alternative, table } = drawn([]);
		expect(svg).toContain("No values were recorded.");
		expect(alternative).toContain("no values were recorded");
		expect(table.rows).toEqual([]);
	});
});
