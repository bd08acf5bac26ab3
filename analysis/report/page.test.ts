import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { readSample, sampleReport } from "../sample.ts";
import { syntheticRecovery, syntheticWindow } from "../statistics/syntheticRun.fixture.ts";
import { page } from "./page.ts";
import { syntheticGroup, syntheticReport, syntheticReported } from "./report.fixture.ts";
import type { Report } from "./report.ts";

function parsed(report: Report) {
	const markup = page(report);
	const { document } = parseHTML(markup);
	const all = (selector: string): string[] =>
		[...document.querySelectorAll(selector)].map((node: { textContent: string }) =>
			node.textContent.replaceAll(/\s+/g, " ").trim(),
		);
	return { markup, document, all };
}

const sample = sampleReport(readSample());
const reports: Readonly<Record<string, Report>> = {
	"of the sample": sample,
	"of synthetic runs": syntheticReport({
		groups: [syntheticGroup(), { ...syntheticGroup({ runs: 1 }), id: "b", name: "thesis (delete-pods)" }],
		runs: [syntheticReported(), syntheticReported({ id: "20260102T000000Z" })],
		problems: ["One run is gone."],
	}),
	"of one run": syntheticReport({
		groups: [syntheticGroup({ modes: ["central"], runs: 1, sizes: [5] })],
	}),
	"of nothing": syntheticReport({
		groups: [],
		runs: [],
		problems: ["There is no readable run: run an experiment first."],
	}),
};

describe.each(Object.entries(reports))("the page %s", (_, report) => {
	const { markup, document, all } = parsed(report);

	it("has one main heading, and no two headings alike", () => {
		const headings = all("h1, h2, h3, h4, h5, h6");
		expect(all("h1")).toHaveLength(1);
		expect(new Set(headings).size).toBe(headings.length);
	});

	it("has no id twice", () => {
		const ids = [...document.querySelectorAll("[id]")].map(({ id }: { id: string }) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it("has no name of a table twice", () => {
		const names = all("caption");
		expect(new Set(names).size).toBe(names.length);
	});

	it("has no sentence of more than 40 words, but in what is a figure's data in words", () => {
		const { document } = parseHTML(markup);
		for (const each of document.querySelectorAll("figcaption details")) {
			each.remove();
		}
		const texts = [...document.querySelectorAll("p, li, td, th, figcaption, summary, dd, caption")].map(
			({ textContent }: { textContent: string }) => textContent.trim(),
		);
		const sentences = texts.flatMap((text) => text.split(/(?<=[.!?])\s/));
		const long = sentences.filter((sentence) => sentence.split(/\s+/).length > 40);
		expect(long).toEqual([]);
	});

	it("needs no other file, and no script", () => {
		expect(document.querySelectorAll("script, img, iframe, link[rel=stylesheet]")).toHaveLength(0);
		expect(markup).not.toMatch(/(src|href)="(https?:)?\/\//);
		expect(markup).not.toMatch(/url\(|@import/);
	});

	it("leads every link within it somewhere", () => {
		for (const link of document.querySelectorAll('a[href^="#"]')) {
			expect(document.querySelector(link.getAttribute("href"))).not.toBeNull();
		}
	});
});

describe("the sample's page", () => {
	const { markup, all } = parsed(sample);

	it("begins with safety, findings, needs and what would make it surer, before any picture", () => {
		const first = markup.slice(0, markup.indexOf("<figure"));
		const order = ['class="safety"', "What differs, ", "Which method for which need, ", "Surer:"].map((what) =>
			first.indexOf(what),
		);
		expect(order).not.toContain(-1);
		expect(order).toEqual(order.toSorted((a, b) => a - b));
	});

	it("shows that central is back sooner than decentral, from the runs of all sizes together", () => {
		expect(all(".findings th")).toContain("central is back 5.6× sooner than decentral");
	});

	it("names the run that a median of 53 s hides", () => {
		expect(all("li").join(" ")).toMatch(/Startup delay, mean 548\.20 against a median of 53/);
	});

	it("is at most 3 MB", () => {
		expect(markup.length).toBeLessThan(3e6);
	});
});

describe("a run in the page", () => {
	it("is flagged where something is wrong with it, with its verdict and its numbers", () => {
		const { all } = parsed(
			syntheticReport({
				runs: [syntheticReported({}, { flaw: "untrusted: the machine was busy.", used: false })],
			}),
		);
		const [row] = all("tbody tr").filter((each) => each.startsWith("synthetic-2/"));
		expect(row).toContain("✗ left out: untrusted: the machine was busy.");
		expect(row).toContain("✓ holds");
		expect(row).toContain("0.01");
	});

	it("tells how each Pod came back, what each fault did, and what every verdict rests on", () => {
		const { measures } = syntheticReported().manifest;
		if (measures === undefined) throw new Error("The fixture has no measures.");
		const { all } = parsed(
			syntheticReport({
				runs: [
					syntheticReported({
						measures: {
							...measures,
							recoveries: [syntheticRecovery({ rtoSeconds: null })],
							windows: [syntheticWindow({ fault: "cut-off", steady: null })],
							reads: { count: 90, stale: 0, worstUpdates: 0, worstSeconds: 0 },
						},
						violations: [
							{
								property: "durability",
								pod: "pod-1",
								summary: "It lost <3> updates.",
								excerpt: [],
							},
						],
						thresholds: [{ name: "rtoSeconds", limit: 8, value: 2.5, held: true }],
					}),
				],
			}),
		);
		expect(all("tr")).toContain("pod-1not within the run1.000.750.250.500");
		expect(all("tr").filter((row) => row.includes(" cut-off"))).toHaveLength(1);
		expect(all("li")).toContain("Clients got 90 answers, none of them stale.");
		expect(all("li")).toContain("Threshold: slowest recovery at most 8 s: 2.5 s, held.");
		expect(all("li").join(" ")).toContain("It lost <3> updates.");
		expect(all("tr")).toContain("no acknowledged update was lost✓ holds–no evidence was kept");
	});
});

describe("bad input", () => {
	it("gets the same page, whose first words say what can be said", () => {
		const { all } = parsed(reports["of nothing"] as Report);
		expect(all("main p")[0]).toBe("There is no run to tell of.");
		expect(all(".warning li")).toEqual(["There is no readable run: run an experiment first."]);
	});
});
