import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { correctHistory } from "../checker/exampleHistory.ts";
import { historyOf } from "../operations/operations.ts";
import { syntheticManifest, syntheticRun, syntheticWindow } from "../statistics/syntheticRun.fixture.ts";
import { type AboutRun, runPage } from "./page.ts";
import { isRemarkable, sketchOfRun } from "./plotsOfRuns.ts";
import { sketchOf } from "./sketch.ts";

const about: AboutRun = {
	name: "a history",
	verdicts: null,
	expectedViolations: [],
	notes: [],
	windows: [],
};

function pageOf(
	records: readonly OperationRecord[],
	events: readonly LabEvent[],
	more: Partial<AboutRun> = {},
	identities: readonly string[] = ["pod-0"],
): string {
	const sketch = sketchOf({
		records,
		history: historyOf(records),
		events,
		samples: [],
		identities,
		intervalSeconds: 1,
		protocol: null,
	});
	return runPage(sketch, { ...about, ...more });
}

function notesIn(page: string): string[] {
	const { document } = parseHTML(page);
	return [...document.querySelectorAll(".notes li")].map((each) => each.textContent ?? "");
}

const witness = {
	injected: {
		outcome: "confirmed" as const,
		victims: [{ pod: "pod-1", outcome: "confirmed" as const, value: 2, detail: "it went" }],
	},
	undone: null,
};

describe("the plot of a run", () => {
	const { measures } = syntheticManifest();
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const run = syntheticRun({ measures: { ...measures, windows: [syntheticWindow({ witness })] } });
	const page = runPage(...sketchOfRun(run, []));
	const { document } = parseHTML(page);

	test("is one file without scripts that asks nobody for anything", () => {
		expect(page).not.toMatch(/<script|<link rel="stylesheet"|@import|src=/);
		const urls = [...page.matchAll(/(?:https?:)?\/\/[^\s"'<>]+/g)].map(([url]) => url);
		expect(new Set(urls)).toEqual(new Set(["http://www.w3.org/2000/svg"]));
	});

	test("has every operation, those that weren't acknowledged apart", () => {
		const titles = [...document.querySelectorAll("svg.wide g.dots title")].map((each) => each.textContent ?? "");
		expect(titles).toHaveLength(88);
		expect(titles.filter((each) => /unknown after/.test(each))).toEqual([
			"pod-0: load 0 at 20.00 s: unknown after 2,000 ms",
		]);
		const legend = document.querySelector(".legend")?.textContent;
		expect(legend).toContain("update: acknowledged");
		expect(legend).toContain("load: unknown, may have been applied");
		expect(legend).not.toContain("certainly not applied");
	});

	test("has the faults shaded and as a table with what was seen", () => {
		expect(document.querySelectorAll("svg.wide .fault.confirmed rect").length).toBeGreaterThan(0);
		const [faults, replicas] = document.querySelectorAll("table");
		expect(faults?.textContent).toContain("1 delete-pods");
		expect(faults?.textContent).toContain("confirmed (2)");
		expect(page).toContain("delete-pods of pod-1: confirmed: it went");
		expect(replicas?.querySelectorAll("tbody tr")).toHaveLength(2);
	});

	test("has a name, a description and ids of its own for each of its two drawings", () => {
		const drawings = [...document.querySelectorAll("figure > svg")];
		expect(drawings.map((each) => each.getAttribute("class"))).toEqual(["wide", "narrow"]);
		for (const each of drawings) {
			expect(each.querySelector("desc")?.textContent).toContain("delete-pods");
		}
		const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test("draws a fault that nobody confirmed otherwise than one that was seen", () => {
		const unseen = pageOf(run.operations, run.events, { windows: [syntheticWindow()] });
		const shown = parseHTML(unseen).document;
		expect(shown.querySelectorAll(".fault.confirmed rect")).toHaveLength(0);
		const [area] = shown.querySelectorAll("svg.wide .fault.doubted");
		expect(area?.getAttribute("fill")).toBe("url(#run-wide-hatch)");
		expect(unseen).toContain("fault that no witness confirmed");
	});
});

test("what is missing is said", () => {
	const records = correctHistory("pod-0", [{ persists: ["ok", "ok"] }]);
	const started: LabEvent[] = [{ time: 1_800_000_000, source: "chaos", event: "run-started" }];
	expect(notesIn(runPage(null, about))[0]).toContain("nothing to draw");
	expect(notesIn(pageOf([], started))[0]).toContain("no operations");
	expect(pageOf([], started)).toContain("No operation to draw.");
	expect(notesIn(pageOf(records, []))).toEqual([expect.stringContaining("There are no events")]);
	expect(notesIn(pageOf(records, started))).toEqual(["The events tell of no fault."]);
});

test("names of a history are text, whatever is in them", () => {
	const evil = `<script>alert("1")</script>`;
	const records = correctHistory(evil, [{ persists: ["ok", "ok"] }]);
	const page = pageOf(records, [], { name: evil, notes: [evil], windows: [syntheticWindow({ fault: evil })] }, [evil]);
	expect(page).not.toContain("<script");
	expect(page).toContain("&lt;script");
});

test("a history of many operations and replicas stays below a megabyte, and says how it was thinned", () => {
	const pods = Array.from({ length: 100 }, (_, i) => `pod-${i}`);
	const ends = ["ok", "ok", "fail", "unknown-applied"] as const;
	let state = 1;
	const random = () => {
		state = (state * 16807) % 2147483647;
		return state / 2147483647;
	};
	const records = pods
		.flatMap((pod) => correctHistory(pod, [{ persists: Array.from({ length: 300 }, (_, i) => ends[i % 4] ?? "ok") }]))
		.map((record) => (record.type === "invoke" ? record : { ...record, time: record.time + 2 * random() ** 4 }));
	const page = pageOf(records, [], {}, pods);
	expect(page.length).toBeLessThan(1_000_000);
	expect(page).toMatch(/60,000 operations as [\d,]+ dots: /);
});

test("a run is remarkable where something went wrong in it, or is in doubt", () => {
	const manifest = syntheticManifest();
	const { verdicts } = manifest;
	expect(isRemarkable(manifest)).toBe(false);
	expect(isRemarkable({ ...manifest, status: "incomplete" })).toBe(true);
	expect(isRemarkable({ ...manifest, verdicts: { ...verdicts, fresh: "unknown" } })).toBe(true);
});
