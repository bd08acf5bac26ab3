import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import {
	syntheticGroup,
	syntheticIncluded,
	syntheticPicture,
} from "../group.fixture.ts";
import { htmlReport } from "../html.ts";
import type { Report, ReportedGroup } from "../report.ts";

function parsed(
	groups: readonly ReportedGroup[],
	fields: Partial<Report> = {},
) {
	const markup = htmlReport({
		madeAt: "2026-02-01T00:00:00.000Z",
		verdicts: syntheticPicture({ name: "verdicts" }),
		groups,
		newest: [],
		older: [],
		problems: [],
		...fields,
	});
	const { document } = parseHTML(markup);
	// What is told of all runs, whatever their group.
	document.querySelector('section[aria-labelledby="faults"]')?.remove();
	document.querySelector('nav li:has([href="#faults"])')?.remove();
	const all = (selector: string): string[] =>
		[...document.querySelectorAll(selector)].map(
			(node: { textContent: string }) =>
				node.textContent.replaceAll(/\s+/g, " ").trim(),
		);
	return { document, all, markup };
}

let group: ReportedGroup;
beforeAll(() => {
	group = syntheticGroup();
});

/** The same, with the first cell changed. */
function withFirstCell(
	change: Partial<ReportedGroup["cells"][number]>,
): ReportedGroup {
	const [first, ...others] = group.cells;
	if (first === undefined) throw new Error("The fixture has no cells.");
	return { ...group, cells: [{ ...first, ...change }, ...others] };
}

describe("a group of runs", () => {
	it("is told before single runs: what was run, then verdicts, then findings", () => {
		const { all } = parsed([group]);
		expect(all("h2")).toEqual([
			"quick (delete-pods)",
			"How to read the numbers",
		]);
		expect(all("h3")).toEqual([
			"What was run, on what",
			"Verdicts",
			"Findings",
			"Which method for me?",
			"Figures",
			"Numbers by mode and size",
			"The study, claim by claim",
			"Stand-ins and caveats",
			"The runs",
		]);
		expect(all(".findings")).toHaveLength(1);
		expect(all(".findings")[0]).toMatch(
			/^All safety properties held in all 20 runs\./,
		);
	});

	it("says how many runs hold, and marks a violation in one of them", () => {
		const { all } = parsed([group]);
		expect(all("td.holds").slice(0, 5)).toEqual(
			Array.from({ length: 5 }, () => "✓ holds in all 5"),
		);
		const runs = group.cells[0]?.runs.map((run, i) => ({
			...run,
			facts: {
				...run.facts,
				verdicts: {
					...run.facts.verdicts,
					durability: i < 2 ? ("violated" as const) : ("holds" as const),
				},
			},
		}));
		const violated = parsed([withFirstCell({ runs: runs ?? [] })]);
		expect(violated.all("td.violated")).toEqual(["✗ VIOLATED in 2 of 5"]);
		expect(violated.all("nav li")[0]).toBe(
			"quick (delete-pods): 20 runs, ✗ safety VIOLATED; which method for me?",
		);
	});

	it("shows runs that are left out, why, and what they violated", () => {
		const run = syntheticIncluded("central-5", 8);
		const excluded = [
			{
				facts: {
					...run.facts,
					verdicts: { ...run.facts.verdicts, chain: "violated" as const },
				},
				href: run.href,
				why: "untrusted: the machine was busy",
			},
		];
		const { all, document } = parsed([withFirstCell({ excluded })]);
		expect(all(".excluded li")).toEqual([
			"✗ VIOLATED (not kept: every state is on its hash chain): central-5/20260109T000000Z: untrusted: the machine was busy",
		]);
		expect(all(".excluded li .violated")).toEqual(["✗ VIOLATED"]);
		expect(document.querySelector(".excluded a")?.getAttribute("href")).toBe(
			run.href,
		);
		expect(all("td.violated")).toEqual(["1 run, ✗ VIOLATED in 1"]);
		expect(all(".lead")[0]).toContain("leave out 1 further run");
	});

	it("doesn't take what isn't known for what holds, in runs that are used or left out", () => {
		const { facts, href } = syntheticIncluded("central-5", 8);
		const open = {
			facts: {
				...facts,
				verdicts: { ...facts.verdicts, fresh: "unknown" as const },
			},
			href,
			why: "untrusted: the machine was busy",
		};
		const leftOut = parsed([withFirstCell({ excluded: [open] })]);
		expect(leftOut.all("td.unknown")).toContain("1 run, ? unknown in 1");
		expect(leftOut.all("nav li")[0]).toContain(
			"✓ safety holds in the runs that are used",
		);
		expect(leftOut.all(".findings")[0]).toMatch(
			/^All safety properties held in all 20 runs that the statistics use\./,
		);
		const runs = [...(group.cells[0]?.runs ?? []), open];
		const used = parsed([withFirstCell({ runs })]);
		expect(used.all("td.unknown")).toContain("? unknown in 1 of 6");
		expect(used.all("nav li")[0]).toContain("? safety not known in every run");
		expect(used.all(".findings")[0]).toMatch(
			/^All safety properties held in all 15 runs of .* In 1 of 6 runs of central at 5 replicas it isn't known/,
		);
	});

	it("lists those that are left out with the worst verdicts on top", () => {
		const leftOut = (
			number: number,
			verdict: "holds" | "unknown" | "violated",
		) => {
			const { facts, href } = syntheticIncluded("central-5", number);
			const verdicts = { ...facts.verdicts, durability: verdict };
			return { facts: { ...facts, verdicts }, href, why: "incomplete: ." };
		};
		const excluded = [
			leftOut(5, "holds"),
			leftOut(6, "violated"),
			leftOut(7, "unknown"),
		];
		const { all } = parsed([withFirstCell({ excluded })]);
		expect(all(".excluded a")).toEqual([
			"central-5/20260107T000000Z",
			"central-5/20260108T000000Z",
			"central-5/20260106T000000Z",
		]);
	});

	it("shows runs that are used though the method may have spoiled them", () => {
		const [first, ...others] = group.cells[0]?.runs ?? [];
		if (first === undefined) throw new Error("The fixture has no runs.");
		const flawed = {
			...first,
			facts: {
				...first.facts,
				status: "incomplete" as const,
				incompleteBecause: ["Prometheus has no samples of pod-1."],
			},
		};
		const { all } = parsed([withFirstCell({ runs: [flawed, ...others] })]);
		expect(all(".flawed li")).toHaveLength(1);
		expect(all(".flawed li")[0]).toContain(
			"incomplete: Prometheus has no samples of pod-1.",
		);
	});

	it("says everything once more with the runs that are left out", () => {
		const excluded = [
			{ ...syntheticIncluded("central-5", 8), why: "untrusted: busy" },
		];
		const { withLeftOut: _, ...same } = group;
		const { all } = parsed([
			{
				...withFirstCell({ excluded }),
				withLeftOut: { ...same, id: "all", name: "all of them" },
			},
		]);
		expect(all("h3")).toContain("With the runs that are left out");
		expect(all("caption")).toContain(
			"Settled view, after a warm-up of 0 s, under all of them",
		);
		expect(all(".findings").at(-2)).toMatch(
			/^With the 1 left-out run, all \d+ comparisons come out the same\.$/,
		);
	});

	it("has the numbers by mode and size, in both views, with intervals", () => {
		const { document, all } = parsed([group]);
		const captions = all("caption");
		expect(captions).toContain(
			"Settled view, after a warm-up of 0 s, under quick (delete-pods)",
		);
		expect(captions).toContain("Whole view, under quick (delete-pods)");
		const headings = [...document.querySelectorAll('th[scope="rowgroup"]')].map(
			({ textContent }) => textContent,
		);
		expect(
			headings.filter((text) => text === "Persist latency, p99 (ms)"),
		).toHaveLength(2);
		expect(all("td.number").join("\n")).toMatch(
			/^\d+\.\d \[\d+\.\d, \d+\.\d\]$/m,
		);
		expect(all("p").join(" ")).toContain("confidence interval (93.75 %)");
	});

	it("says of a single run that there is no interval", () => {
		const single = syntheticGroup({ sizes: [5], runs: 1 });
		const { all } = parsed([single]);
		expect(all("p").join(" ")).not.toContain("confidence interval (");
		expect(all("td.number").join("\n")).toMatch(/^\d+\.\d ms, 1 run$/m);
		expect(all(".caveats li")[0]).toBe(
			"Every cell has a single run: there is no interval, and nothing to tell chance from effect.",
		);
		expect(all(".findings")[0]).toMatch(
			/isn't decided in RTO .* 4 runs of each mode decide it if they stay apart\./,
		);
	});

	it("says of one mode that nothing is compared", () => {
		const { all } = parsed([
			syntheticGroup({ modes: ["central"], sizes: [5] }),
		]);
		expect(all(".findings")[0]).toContain(
			"Only the mode central was run, so nothing is compared.",
		);
		expect(all("summary").join(" ")).not.toContain("in words and");
	});

	it("tells each claim of the study with ours and the outcome", () => {
		const { document } = parsed([group]);
		const rows = [...document.querySelectorAll("tbody tr")].map(
			(row: { textContent: string }) =>
				row.textContent.replaceAll(/\s+/g, " ").trim(),
		);
		expect(rows.find((row) => row.includes("settles below 30 ms"))).toMatch(
			/^decentralPersist.*5 ?2\d\.\d ms \[2\d\.\d, \d\d\.\d\], 5 runs✓ holds/,
		);
	});

	it("gives each figure its files, its words and its data", () => {
		const { document, all } = parsed([group]);
		const links = [...document.querySelectorAll("figcaption a")].map((link) =>
			link.getAttribute("href"),
		);
		expect(links).toEqual([
			"figures/synthetic.svg",
			"figures/synthetic.png",
			"figures/synthetic.csv",
		]);
		expect(all("figcaption p")).toEqual(["The central mode is at 1 ms."]);
		expect(all("figcaption tbody tr")).toEqual(["central1.235"]);
	});

	it("leaves the data of a long table to its file", () => {
		const rows = Array.from({ length: 401 }, (_, i) => [`row ${i}`, i]);
		const { all } = parsed([
			{
				...group,
				pictures: [
					syntheticPicture({ table: { columns: ["name", "value"], rows } }),
				],
			},
		]);
		expect(all("figcaption tbody tr")).toEqual([]);
		expect(all("figcaption p").join(" ")).toContain(
			"The table has 401 rows: see the CSV file.",
		);
	});

	it("names every stand-in with the modes that had it, and what was mixed", () => {
		const { all } = parsed([{ ...group, notes: ["Two versions of X."] }]);
		expect(all(".stand-ins li")).toEqual([
			"store: SyntheticDB stands in for CouchDB (central): this is a test",
		]);
		expect(all(".warning li")).toEqual(["Two versions of X."]);
	});

	it("links to the raw data of every run", () => {
		const { document } = parsed([group]);
		const links = new Set(
			[...document.querySelectorAll("dd a")].map((link) =>
				link.getAttribute("href"),
			),
		);
		for (const { runs } of group.cells) {
			for (const { href } of runs) expect(links).toContain(href);
		}
	});

	it("stays apart from groups to which something else was done", () => {
		const other = { ...group, id: "thesis", name: "thesis (no faults)" };
		const { all, document } = parsed([group, other]);
		expect(all("nav p")[0]).toContain("not compared with each other");
		const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(parsed([group]).all("nav p")).toEqual([]);
	});

	it("is accessible: captions, scopes, names for what scrolls, and a way past the contents", () => {
		const { document, markup } = parsed([group]);
		for (const table of document.querySelectorAll("table")) {
			expect(table.querySelector("caption")?.textContent).toBeTruthy();
		}
		for (const heading of document.querySelectorAll("th")) {
			expect(heading.getAttribute("scope")).toBeTruthy();
		}
		for (const area of document.querySelectorAll(".scroll")) {
			expect(area.getAttribute("tabindex")).toBe("0");
			expect(area.getAttribute("aria-label")).toBeTruthy();
		}
		expect(document.querySelector("a.skip")?.getAttribute("href")).toBe(
			"#results",
		);
		expect(document.querySelector("main")?.id).toBe("results");
		expect(markup).not.toContain("undefined");
	});

	it("escapes what manifests say", () => {
		const run = syntheticIncluded("central-5", 0, {
			versions: { "<script>alert()</script>": '"&' },
		});
		expect(parsed([withFirstCell({ runs: [run] })]).markup).not.toContain(
			"<script>",
		);
	});
});
