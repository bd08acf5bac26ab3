import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
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
	const { texts } = shown(
		groupOf(["central", "decentral"], (mode) =>
			mode === "central" ? [...standIns, ...everywhere] : everywhere,
		),
	);
	const [{ name, standsInFor } = { name: "", standsInFor: "" }] = standIns;
	expect(texts(".marked")).toEqual([
		`† With a stand-in, so the numbers are not those of the real thing: central (${name} in place of ${standsInFor}).`,
		"All methods were run with Own plugin in place of the plugin.",
	]);
	const said = texts(".choice tbody td").join(" ");
	expect(said).toContain("central†");
	expect(said).not.toContain("decentral†");
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
