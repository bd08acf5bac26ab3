import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { summarize } from "../statistics/summary.ts";
import {
	syntheticManifest,
	syntheticRecovery,
	syntheticRun,
	syntheticWindow,
} from "../statistics/syntheticRun.fixture.ts";
import { syntheticPicture } from "./group.fixture.ts";
import { htmlReport } from "./html.ts";

function page(
	fields: Partial<RunManifest> = {},
	withOlder = false,
	damaged = false,
): string {
	const run = syntheticRun(fields);
	const reported = {
		manifest: run.manifest,
		summary: summarize(run),
		damaged,
	};
	return htmlReport({
		madeAt: "2026-01-01T00:01:00.000Z",
		verdicts: syntheticPicture({ name: "verdicts" }),
		groups: [],
		newest: [
			{
				...reported,
				figures: [
					{
						title: "Persist latency of each Pod",
						svg: "<svg><title>synthetic</title></svg>",
						href: "figures/synthetic.svg",
					},
				],
				files: [{ name: "run.json", href: "../results/s/r/run.json" }],
			},
		],
		older: withOlder ? [reported] : [],
		problems: [],
	});
}

function parsed(markup: string) {
	const { document } = parseHTML(markup);
	const all = (selector: string) =>
		[...document.querySelectorAll(selector)].map(
			(node: { textContent: string }) =>
				node.textContent.replaceAll(/\s+/g, " ").trim(),
		);
	return { document, all };
}

describe("htmlReport", () => {
	const { document, all } = parsed(page());

	it("names its language and has one main heading", () => {
		expect(document.documentElement.getAttribute("lang")).toBe("en");
		expect(all("h1")).toEqual(["Holdfast: results"]);
		expect(all("h2")).toEqual([
			"Safety in every fault",
			"The newest run of each cell",
			"How to read the numbers",
		]);
		expect(all("h3")).toEqual(["synthetic-2"]);
	});

	it("needs no other file: no script, no style sheet, no image from outside", () => {
		const markup = page();
		expect(document.querySelectorAll("script, img, iframe")).toHaveLength(0);
		expect(markup).not.toMatch(/(src|href)="(https?:)?\/\//);
		expect(markup).not.toMatch(/url\(|@import/);
	});

	it("gives every figure a caption, inside the page and as a file", () => {
		expect(document.querySelectorAll("figure svg")).toHaveLength(2);
		expect(all("figcaption")[0]).toMatch(/^A made-up figure/);
		expect(all("figcaption")[1]).toMatch(/^Persist latency of each Pod/);
	});

	it("names stand-ins and why they stand in", () => {
		expect(all("li")).toContain(
			"store: SyntheticDB stands in for CouchDB: this is a test",
		);
	});

	it("shows the way back of each deleted Pod", () => {
		const rows = all("tr").filter((row) => row.startsWith("pod-1"));
		expect(rows).toHaveLength(1);
		expect(rows[0]).toContain("2.50");
	});

	const { protocol, measures } = syntheticManifest();
	if (measures === undefined) throw new Error("The fixture has no measures.");

	it("says that a Pod which didn't persist again didn't do so within the run", () => {
		const recoveries = [syntheticRecovery({ rtoSeconds: null })];
		const rows = parsed(page({ measures: { ...measures, recoveries } }))
			.all("tr")
			.filter((row) => row.startsWith("pod-1"));
		expect(rows[0]).toBe(
			"pod-100:00:15.000not within the run1.000.750.250.500",
		);
	});

	it("shows each fault, what clients read, and what became of thresholds", () => {
		const told = parsed(
			page({
				protocol: {
					...protocol,
					load: { clients: 4, readsPerSecond: 10, advancesPerSecond: 1 },
				},
				measures: {
					...measures,
					windows: [syntheticWindow({ fault: "cut-off", steady: null })],
					reads: { count: 90, stale: 0, worstUpdates: 0, worstSeconds: 0 },
				},
				thresholds: [{ name: "rtoSeconds", limit: 8, value: 2.5, held: true }],
			}),
		);
		expect(told.all("tr").filter((row) => row.startsWith("cut-off"))).toEqual([
			"cut-offpod-115.0not within the runnot within the run11.23.4––",
		]);
		expect(told.all(".reads")).toEqual([
			"Clients got 90 answers, none of them stale.",
		]);
		expect(told.all(".thresholds li")).toEqual([
			"Slowest recovery at most 8 s: 2.5 s, held",
		]);
		expect(told.all("dd")).toContain(
			"of each state: 4 clients, 10 reads and 1 updates out of turn a second",
		);
	});

	it("puts runs of different protocols or faults into tables of their own, under different anchors", () => {
		const thesis = { ...protocol, name: "thesis" };
		const detailed = (fields: Partial<RunManifest>) => {
			const run = syntheticRun(fields);
			return {
				manifest: run.manifest,
				summary: summarize(run),
				damaged: false,
				figures: [],
				files: [],
			};
		};
		const both = parsed(
			htmlReport({
				madeAt: "2026-01-01T00:01:00.000Z",
				verdicts: syntheticPicture({ name: "verdicts" }),
				groups: [],
				newest: [
					detailed({}),
					detailed({ id: "20260102T000000Z", protocol: thesis }),
				],
				older: [],
				problems: [],
			}),
		);
		expect(both.all("#newest ~ * caption").slice(0, 2)).toEqual([
			"The newest run of each stack under quick (delete-pods)",
			"The newest run of each stack under thesis (delete-pods)",
		]);
		expect(both.all("h3")).toEqual([
			"synthetic-2: quick (delete-pods)",
			"synthetic-2: thesis (delete-pods)",
		]);
		expect(both.document.querySelectorAll('[id^="synthetic-2"]')).toHaveLength(
			2,
		);
		for (const link of both.document.querySelectorAll("#verdicts ~ * a")) {
			expect(
				both.document.querySelector(link.getAttribute("href")),
			).not.toBeNull();
		}
		expect(both.all("p").join(" ")).toContain("2 runs of 1 stack.");
	});

	it("marks a damaged run", () => {
		expect(all(".warning")).toEqual([]);
		const damaged = parsed(page({}, false, true));
		expect(damaged.all(".warning")[0]).toContain("This run is damaged.");
		expect(damaged.all("td")).toContain("✗ complete, DAMAGED");
	});

	it("tells the decentral mode's groups, victims and lost majorities", () => {
		const lost = "2026-01-01T00:00:15.000Z";
		const decentral = parsed(
			page({
				mode: "decentral",
				groups: { size: 3, count: 1 },
				protocol: {
					...protocol,
					faults: protocol.faults.map((fault) => ({
						...fault,
						target: "leader",
					})),
				},
				measures: {
					...measures,
					consensus: {
						majorityLost: [
							{
								group: "group-0",
								lost,
								restored: "2026-01-01T00:00:19.500Z",
								reset: true,
							},
							{ group: "group-1", lost, restored: null, reset: false },
						],
						heals: [],
					},
				},
			}),
		);
		expect(decentral.all("dd")).toContain(
			"decentral, 2 replicas, 1 Raft group of 3 members",
		);
		expect(decentral.all("dd").join(" ")).toContain(
			"delete-pods at 15 s, 1 victim, first the leader of a Raft group, grace period 1 s",
		);
		expect(decentral.all(".majorities li")).toEqual([
			"group-0 had no majority from 00:00:15.000 for 4.50 s; its data was given up to make it work again.",
			"group-1 had no majority from 00:00:15.000 until the run ended.",
		]);
		expect(decentral.all(".caveats li").join(" ")).toContain(
			"The majority of group-1 was lost and not restored",
		);
		expect(all("h4")).not.toContain("Raft groups that lost their majority");
	});

	it("marks an incomplete run and says why", () => {
		const incomplete = parsed(
			page({
				status: "incomplete",
				incompleteBecause: ["pod-1: a record is missing"],
			}),
		);
		expect(incomplete.all(".warning li")).toEqual([
			"pod-1: a record is missing",
		]);
		expect(incomplete.all("td")).toContain("✗ INCOMPLETE");
	});

	it("shows violations before anything else about the run", () => {
		const violated = parsed(
			page({
				violations: [
					{
						property: "chain",
						pod: "pod-1",
						summary: "State 4 is not on the chain.",
						excerpt: [],
					},
				],
			}),
		);
		expect(violated.all(".violation li")[0]).toContain(
			"State 4 is not on the chain.",
		);
	});

	it("shows what each verdict rests on, and what was not observed where one isn't known", () => {
		const { verdicts } = syntheticManifest();
		const entry = { property: "chain", pod: "pod-0" } as const;
		const unlooked = "Nobody looked for the last update that pod-1 had.";
		const run = parsed(
			page({
				verdicts: { ...verdicts, durability: "unknown", fresh: "unknown" },
				evidence: [
					{
						...entry,
						verdict: "holds",
						observations: 41,
						because: "States seen: 41, each on its hash chain.",
					},
					...(["durability", "fresh"] as const).map((property) => ({
						...{ property, pod: "pod-1", verdict: "unknown" as const },
						...{ observations: 2, because: unlooked },
					})),
				],
			}),
		);
		expect(run.all(".unknowns li")).toEqual([
			`${unlooked} (no acknowledged update was lost; no read was older than an acknowledged update)`,
		]);
		const table = [...run.document.querySelectorAll("table")].find((each) =>
			each.textContent?.includes("The weakest identity"),
		);
		const cells = [...(table?.querySelectorAll("tbody tr") ?? [])].map(
			(row: { children: Iterable<{ textContent: string }> }) =>
				Array.from(row.children, ({ textContent }) => textContent),
		);
		expect(cells[0]).toEqual([
			"Every state is on its hash chain",
			"✓ holds",
			"41",
			"pod-0: States seen: 41, each on its hash chain.",
		]);
		expect(cells[1]?.slice(1)).toEqual(["? unknown", "2", unlooked]);
		expect(cells).toHaveLength(6);
		expect(parsed(page()).all(".unknowns")).toEqual([]);
	});

	it("blames nobody for what is expected of the mode, and says how much was lost", () => {
		const lossy: Partial<RunManifest> = {
			mode: "none",
			verdicts: { ...syntheticManifest().verdicts, durability: "violated" },
			violations: [
				{
					property: "durability",
					pod: "pod-1",
					summary: "pod-1 later loaded no state.",
					excerpt: [],
				},
			],
		};
		const headOf = (more: Partial<RunManifest>) =>
			parsed(page({ ...lossy, ...more })).all(".violation strong")[0];
		expect(headOf({})).toMatch(/^The method violated safety: it lost /);
		expect(headOf({ expectedViolations: ["durability"] })).toMatch(
			/^Lost .*acknowledged updates, as is expected of the mode none\.$/,
		);
	});

	it("says that an unchecked run is unchecked", () => {
		expect(page({ measures: undefined })).toContain("has not been checked");
		expect(page()).not.toContain("has not been checked");
	});

	it("lists older runs", () => {
		expect(parsed(page({}, true)).all("h2")).toContain("Older runs");
	});

	it("escapes what the manifest says", () => {
		const markup = page({ versions: { "<script>": '"&' } });
		expect(markup).not.toContain("<script>");
	});
});
