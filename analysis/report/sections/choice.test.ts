import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { storeMarkMeans } from "../../standInStore.ts";
import { syntheticManifest } from "../../statistics/syntheticRun.fixture.ts";
import { syntheticChoice } from "../choice/choice.fixture.ts";
import { syntheticGroup, syntheticPicture } from "../group.fixture.ts";
import { provenanceOf } from "../provenance.ts";
import type { ReportedGroup, RunFacts } from "../report.ts";
import { choice } from "./choice.ts";

type StandIns = RunFacts["standIns"];

function groupOf(
	modes: readonly string[],
	standInsOf: (mode: string) => StandIns = () => [],
): ReportedGroup {
	const base = syntheticGroup({ sizes: [5], runs: 1 });
	const { cells, tables, comparisons } = syntheticChoice({
		modes,
		sizes: [5],
		runs: 3,
	});
	return {
		...base,
		comparisons,
		tables: { ...base.tables, ...tables },
		pictures: [syntheticPicture({ name: "landscape-memory-total" })],
		cells: cells.map((cell) => ({
			...cell,
			runs: cell.runs.map((run) => ({
				...run,
				facts: { ...run.facts, standIns: standInsOf(cell.mode) },
			})),
		})),
	};
}

function shown(group: ReportedGroup) {
	const markup = choice(group, provenanceOf(group.cells));
	const { document } = parseHTML(`<html><body>${markup}</body></html>`);
	const texts = (selector: string): string[] =>
		[...document.querySelectorAll(selector)].map(
			({ textContent }: { textContent: string }) =>
				textContent.replaceAll(/\s+/g, " ").trim(),
		);
	return { texts, count: (selector: string) => texts(selector).length };
}

const { standIns } = syntheticManifest();
const everywhere: StandIns = [
	{ name: "Own plugin", standsInFor: "the plugin", why: "No download." },
];

it("shows where the methods lie, and a line for each need", () => {
	const { texts, count } = shown(groupOf(["central", "decentral"]));
	expect(count("figure")).toBe(1);
	expect(count(".choice tbody")).toBe(8);
	expect(texts(".choice tbody th")[2]).toBe(
		"If a crash must lose nothing and memory is scarce",
	);
	expect(texts(".choice tbody span")[2]).toBe("? not enough runs to say");
});

it("calls methods as the figures do, and says which ones don't qualify", () => {
	const { texts } = shown(groupOf(["central", "none"]));
	expect(texts(".disqualified li")).toEqual([
		"no fault tolerance lost data or broke another promise of safety: at 5 replicas in 3 of 3 runs, up to 17 updates.",
	]);
});

it("marks the methods that have a stand-in of their own, and names those of all apart", () => {
	const own = { name: "Own disk", standsInFor: "a disk", why: "No disk." };
	const { texts } = shown(
		groupOf(["central", "decentral"], (mode) =>
			mode === "central" ? [own, ...everywhere] : everywhere,
		),
	);
	expect(texts(".marked")).toEqual([
		"† With a stand-in, so the numbers are not those of the real thing: central (Own disk in place of a disk).",
		"All methods were run with Own plugin in place of the plugin.",
	]);
	const said = texts(".choice tbody td").join(" ");
	expect(said).toContain("central†");
	expect(said).not.toContain("decentral†");
});

it("marks the methods whose store is a stand-in by a mark of their own, and ranks their speed and costs nowhere", () => {
	const { texts } = shown(
		groupOf(["central", "standby", "decentral"], (mode) =>
			mode === "decentral" ? [] : standIns,
		),
	);
	expect(texts(".marked")).toEqual([storeMarkMeans]);
	const rows = texts(".choice tbody tr");
	const of = (need: string) => rows.find((row) => row.includes(need));
	for (const need of ["memory is scarce", "updates must be quick"]) {
		expect(of(need)).toMatch(
			/decentral: .*Not ranked: central‡ and standby‡, whose store is a stand-in for CouchDB\./,
		);
	}
	expect(of("lost Pods must be back soon")).toMatch(/central‡ \(/);
	expect(of("lost Pods must be back soon")).not.toContain("Not ranked");
});

it("has nothing to choose from with one method, and nothing at all without faults", () => {
	const one = groupOf(["central"]);
	expect(shown(one).texts("p").join(" ")).toContain(
		"Only central was run, so there is nothing to choose from.",
	);
	expect(shown(one).count(".choice")).toBe(0);
	const calm = { ...one, protocol: { ...one.protocol, faults: [] } };
	expect(shown(calm).count("h3")).toBe(0);
});
