import { median } from "d3-array";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Picture } from "./pictures.ts";
import { studyPictures } from "./study.ts";
import {
	type Synthetic,
	syntheticPictureContext,
	syntheticTables,
} from "./tables.fixture.ts";

function pictures(made: Synthetic = {}): Picture[] {
	return studyPictures(syntheticTables(made), syntheticPictureContext(made));
}

function drawn({ svg }: Picture) {
	const { document } = parseHTML(`<html><body>${svg}</body></html>`);
	const texts = (selector: string) =>
		[...document.querySelectorAll(selector)].map(
			({ textContent }) => textContent as string,
		);
	const panels = [...document.querySelectorAll(".panel")];
	return {
		texts,
		count: (selector: string) => document.querySelectorAll(selector).length,
		panels,
		ticksOfPanels: (axis: "x" | "y") =>
			panels.map((panel) =>
				[
					...panel.querySelectorAll(
						`[aria-label="${axis}-axis tick label"] text`,
					),
				].map(({ textContent }) => textContent),
			),
	};
}

/** All that can be read in a picture, lines joined. */
const said = (picture: Picture) => drawn(picture).texts("text").join(" ");

const all = pictures();
const named = (name: string, from = all) => {
	const picture = from.find((each) => each.name.startsWith(name));
	if (picture === undefined) throw new Error(`There is no picture ${name}.`);
	return picture;
};
const numbers = ["5-1", "5-2", "5-3", "5-4", "5-5", "5-6", "5-7"];

describe("the study's figures", () => {
	it("are all there, in its order", () => {
		expect(all.map(({ name }) => name.slice(0, 10))).toEqual(
			numbers.map((number) => `figure-${number}`),
		);
	});

	it.each(numbers)(
		"have central in panel a and decentral in panel b: %s",
		(number) => {
			const headings = drawn(named(`figure-${number}`)).texts(".panel-heading");
			expect(headings).toHaveLength(2);
			expect(headings[0]).toMatch(/^a\) central: /);
			expect(headings[1]).toMatch(/^b\) decentral: /);
		},
	);

	it.each(numbers)("have the same axes in both panels: %s", (number) => {
		const { ticksOfPanels } = drawn(named(`figure-${number}`));
		for (const axis of ["x", "y"] as const) {
			const [first, second] = ticksOfPanels(axis);
			expect(first?.length).toBeGreaterThan(1);
			expect(second).toEqual(first);
		}
	});

	it("draw a line for each of the two sizes, told apart by dash and marker, on bands", () => {
		const { count, texts } = drawn(named("figure-5-1"));
		expect(count(".median-line path")).toBe(4);
		expect(count('.median-line[stroke-dasharray="6 3"]')).toBe(2);
		expect(count(".band path")).toBe(4);
		expect(texts("text")).toContain("range over the runs");
	});

	it("mark the fault in both panels and say how long it took", () => {
		const { count, texts } = drawn(named("figure-5-1"));
		expect(count(".fault-window rect")).toBe(2);
		expect(count(".fault-edge line")).toBe(4);
		expect(texts("text")).toContain(
			"Faults in decentral, medians over the runs: delete-pods at 60.0 s, whole again after 6.0 s.",
		);
	});

	it("draw the study's values, and say that they were read from its text", () => {
		const { count, texts } = drawn(named("figure-5-1"));
		expect(count(".reference-range rect")).toBe(1);
		expect(count(".reference-value line")).toBe(3);
		expect(texts("text")).toContain("study (read from its text)");
		expect(texts("title")).toContain(
			"study (read from its text): 40–50 ms typical",
		);
	});

	it("draw none of the study's values where there are none, or where they must not be compared", () => {
		expect(drawn(named("figure-5-5")).count("[class^=reference]")).toBe(0);
		const without = studyPictures(syntheticTables(), {
			...syntheticPictureContext(),
			study: null,
		});
		for (const picture of without) {
			expect(drawn(picture).count("[class^=reference]")).toBe(0);
			expect(said(picture)).not.toContain("study (");
		}
	});

	it("name stand-ins and the group's notes", () => {
		const [picture] = studyPictures(syntheticTables(), {
			...syntheticPictureContext(),
			notes: ["1 of 13 runs is incomplete and left out."],
		});
		const texts = drawn(picture as Picture).texts("text");
		expect(texts).toContain(
			"Stand-ins: store: SyntheticDB stands in for CouchDB.",
		);
		expect(texts).toContain("1 of 13 runs is incomplete and left out.");
	});

	it("share no ids", () => {
		const ids = all.flatMap(({ svg }) =>
			[...svg.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id),
		);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("are the same each time they are drawn", () => {
		expect(pictures()).toEqual(all);
	});
});

describe("what a figure shows", () => {
	it("stands in its table: the median and range over the runs of each run's p50", () => {
		const { latencies } = syntheticTables();
		const { columns, rows } = named("figure-5-1").table;
		const at = latencies.filter(
			(bin) =>
				bin.mode === "central" &&
				bin.replicas === 21 &&
				bin.kind === "persist" &&
				bin.pods === "all" &&
				bin.seconds === 62.5,
		);
		const values = at.map(({ p50 }) => p50 * 1000);
		expect(values).toHaveLength(3);
		const row = rows.find(
			([mode, replicas, , seconds]) =>
				mode === "central" && replicas === 21 && seconds === 62.5,
		);
		expect(row?.slice(0, 4)).toEqual(["central", 21, "persist latency", 62.5]);
		expect(row?.[4]).toBeCloseTo(median(values) as number, 5);
		expect(row?.[5]).toBeCloseTo(Math.min(...values), 5);
		expect(row?.[6]).toBeCloseTo(Math.max(...values), 5);
		expect(row?.[7]).toBe(3);
		expect(row).toHaveLength(columns.length);
		expect(rows).toHaveLength(4 * 60);
	});

	it("stands in its description, with the study's numbers beside it", () => {
		const { alternative, svg } = named("figure-5-4");
		expect(alternative).toMatch(
			/central, 5 replicas, first starts: 0\.\d+ s \(0\.\d+ … 0\.\d+\), 3 runs/,
		);
		expect(alternative).toContain("For decentral, the study: 115.7 s mean");
		expect(svg).toContain(
			`<desc id="synthetic-figure-5-4-startup-delay-description">`,
		);
	});

	it("shows each point's numbers on hover", () => {
		const titles = drawn(named("figure-5-3")).texts(".hover title");
		expect(titles).toHaveLength(named("figure-5-3").table.rows.length);
		expect(titles[0]).toContain("the application's process alone");
		expect(titles.at(-1)).toMatch(
			/^decentral, 21 replicas, 297\.5 s\nmemory of a Pod: \d+ MB \(\d+ … \d+\), 3 runs$/,
		);
	});

	it("is memory of whole Pods in megabytes, of the crashed ones apart", () => {
		const { memory } = syntheticTables();
		const bytes = memory
			.filter(
				(bin) =>
					bin.mode === "decentral" &&
					bin.replicas === 5 &&
					bin.what === "Pod" &&
					bin.pods === "hit" &&
					bin.seconds === 62.5,
			)
			.map((bin) => bin.bytes);
		const row = named("figure-5-5").table.rows.find(
			([mode, replicas, , seconds]) =>
				mode === "decentral" && replicas === 5 && seconds === 62.5,
		);
		expect(row?.[4]).toBeCloseTo((median(bytes) as number) / 1e6, 5);
	});

	it("has a gap where no crashed Pod persisted", () => {
		const { table } = named("figure-5-6");
		expect(said(named("figure-5-6"))).toContain(
			"broken while none of them persisted",
		);
		const seconds = table.rows
			.filter(([mode, replicas]) => mode === "decentral" && replicas === 5)
			.map((row) => row[3]);
		expect(seconds).toContain(57.5);
		expect(seconds).not.toContain(62.5);
		expect(drawn(named("figure-5-6")).count(".median-line path")).toBe(6);
	});

	it("is around the failure only for the crashed Pods", () => {
		const seconds = (name: string) =>
			named(name).table.rows.map((row) => row[3] as number);
		expect(Math.max(...seconds("figure-5-6"))).toBeLessThanOrEqual(126);
		expect(Math.min(...seconds("figure-5-6"))).toBeGreaterThanOrEqual(30);
		expect(Math.max(...seconds("figure-5-1"))).toBe(297.5);
	});

	it("has every size on the axis of the startup delay, restarts apart from first starts", () => {
		const picture = named(
			"figure-5-4",
			pictures({ sizes: [5, 9, 13, 17, 21] }),
		);
		expect(drawn(picture).ticksOfPanels("x")[0]).toEqual([
			"5",
			"9",
			"13",
			"17",
			"21",
		]);
		const kinds = new Set(picture.table.rows.map((row) => row[2]));
		expect(kinds).toEqual(new Set(["first starts", "restarts after a fault"]));
		expect(picture.table.rows).toHaveLength(2 * 5 * 2 * 3);
	});
});

describe("with less than the study has", () => {
	it("says that a single run has no spread, and draws no band", () => {
		for (const picture of pictures({ runs: 1 })) {
			const { count } = drawn(picture);
			expect(count(".band path") + count(".range line")).toBe(0);
			expect(said(picture)).toContain("so no spread is shown");
		}
	});

	it("shows one mode in one panel, and says that there is no other", () => {
		for (const picture of pictures({ modes: ["decentral"] })) {
			const { panels, texts } = drawn(picture);
			expect(panels).toHaveLength(1);
			expect(texts("text")).toContain(
				"Only decentral was run, so there is nothing to compare it with.",
			);
		}
	});

	it("gives further modes further panels, without the study's values", () => {
		const picture = named(
			"figure-5-2",
			pictures({ modes: ["hybrid", "central", "decentral"] }),
		);
		const { panels, texts } = drawn(picture);
		expect(texts(".panel-heading").map((text) => text.split(":")[0])).toEqual([
			"a) central",
			"b) decentral",
			"c) hybrid",
		]);
		expect(panels[2]?.querySelectorAll("[class^=reference]")).toHaveLength(0);
	});

	it("shows the smallest and the largest size where the study's are missing, and says so", () => {
		const picture = named("figure-5-1", pictures({ sizes: [3, 7, 9] }));
		expect(said(picture)).toContain("3 and 9 replicas; the study shows");
		expect(new Set(picture.table.rows.map((row) => row[1]))).toEqual(
			new Set([3, 9]),
		);
	});

	it("has no figures of crashed Pods without faults", () => {
		const without = pictures({ faultAtSeconds: null });
		expect(without).toHaveLength(4);
		expect(
			drawn(named("figure-5-1", without)).count(".fault-window rect"),
		).toBe(0);
		expect(said(named("figure-5-4", without))).toContain(
			"No replica restarted.",
		);
	});

	it("says that nothing was recorded", () => {
		const nothing = studyPictures(
			syntheticTables({ modes: [] }),
			syntheticPictureContext(),
		);
		expect(nothing).toHaveLength(7);
		for (const { svg, alternative, table } of nothing) {
			expect(svg).toContain("No values were recorded.");
			expect(alternative).toContain("no values were recorded");
			expect(table.rows).toEqual([]);
		}
	});
});
