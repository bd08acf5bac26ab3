import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict, Verdicts } from "../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { findings } from "./findings.ts";
import { syntheticGroup, syntheticIncluded } from "./group.fixture.ts";
import type { ReportedCell } from "./report.ts";

function run(mode: string, verdicts: Partial<Verdicts> = {}, number = 0) {
	const { verdicts: holding } = syntheticManifest();
	return {
		...syntheticIncluded(`${mode}-5`, number, {
			verdicts: { ...holding, ...verdicts },
		}),
		why: "untrusted",
	};
}

function cell(mode: string, fields: Partial<ReportedCell> = {}): ReportedCell {
	return { mode, replicas: 5, runs: [run(mode)], excluded: [], ...fields };
}

const nothing = { windows: [], recoveries: [] };
const told = (
	cells: ReportedCell[],
	tables: Parameters<typeof findings>[0]["tables"] = nothing,
) =>
	findings({
		cells,
		comparisons: [],
		protocol: syntheticManifest().protocol,
		tables,
	});

describe("findings", () => {
	it("begin with safety, and go on with the differences", () => {
		const [first, second] = findings(syntheticGroup());
		expect(first).toBe("All safety properties held in all 20 runs.");
		expect(second).toContain("lower numbers than decentral in");
	});

	it("end with what would decide what is open", () => {
		expect(findings(syntheticGroup({ sizes: [5], runs: 1 })).at(-1)).toMatch(
			/^About 4 runs of each mode at each size, \d+ minutes, would probably decide “central vs decentral: rto”: npm run sweep -- --modes central,decentral --replicas 5 --protocol quick --until-decided --question "central vs decentral: rto" --repeat 8 --at-most \d+m$/,
		);
	});

	it("name who violated what, and in how many runs, before anything else", () => {
		const runs = [
			run("decentral", { durability: "violated" }),
			run("decentral"),
		];
		expect(told([cell("central"), cell("decentral", { runs })])).toEqual([
			"Safety was violated by decentral at 5 replicas in 1 of 2 runs; not kept: no acknowledged update was lost.",
			"All safety properties held in the one run of central at 5 replicas.",
			"The modes central and decentral have no size in common, so nothing is compared.",
		]);
	});

	it("blame nobody for a violation that is expected of the mode", () => {
		const { facts, ...rest } = run("none", { durability: "violated" });
		const expected = (...expectedViolations: ("chain" | "durability")[]) =>
			told([
				cell("none", {
					runs: [{ ...rest, facts: { ...facts, expectedViolations } }],
				}),
			])[0];
		const sentence =
			"afety was violated by none at 5 replicas in 1 of 1 runs; not kept: no acknowledged update was lost.";
		expect(expected("durability")).toBe(`As is expected, s${sentence}`);
		expect(expected("chain")).toBe(`S${sentence}`);
	});

	it("don't hide a violation in a run that is left out", () => {
		const excluded = [run("central", { noFork: "violated" }, 1)];
		const sentences = told([cell("central", { excluded })]);
		expect(sentences[0]).toBe(
			"Safety was violated by central at 5 replicas in 1 of 1 runs that the statistics leave out; not kept: no identity was forked.",
		);
		expect(sentences).toContain(
			"The statistics leave out 1 of 2 runs, for reasons given below.",
		);
	});

	it("tell of runs that have no number because something never ended", () => {
		const { tables } = syntheticGroup({
			modes: ["central"],
			sizes: [5],
			runs: 2,
		});
		const [first] = tables.windows.map(({ run }) => run);
		const lasting = {
			windows: tables.windows.map((window) => ({
				...window,
				windowSeconds: window.run === first ? null : window.windowSeconds,
			})),
			recoveries: tables.recoveries.map((recovery) => ({
				...recovery,
				total: recovery.run === first ? null : recovery.total,
			})),
		};
		const runs = [run("central"), run("central", {}, 1)];
		expect(told([cell("central", { runs })], lasting).slice(1, 3)).toEqual([
			"In 1 of 2 runs of central at 5 replicas a deleted Pod persisted nothing again while the run lasted; of these only a lower bound of the RTO is known, and they rank behind all others.",
			"In 1 of 2 runs of central at 5 replicas the system was not steady again before the run ended.",
		]);
		expect(told([cell("central", { runs })], tables).join(" ")).not.toContain(
			"In 1 of 2 runs",
		);
	});

	it("don't take what isn't known for what holds", () => {
		const unknown = cell("decentral", {
			runs: [run("decentral", { fresh: "unknown" })],
		});
		const sentences = told([cell("central"), unknown]);
		expect(sentences[0]).toContain("held in the one run of central");
		expect(sentences[1]).toBe(
			"In 1 of 1 run of decentral at 5 replicas it isn't known of every safety property whether it held: No operation history was there to be judged.",
		);
		expect(told([unknown])[0]).not.toContain("held in");
	});

	it("say what was not observed, each reason once", () => {
		const because = "Nobody looked for the last update that pod-3 had.";
		const open = run("central", { durability: "unknown" });
		const evidence = [
			...["pod-0", "pod-1"].map((pod) => ({
				...({ property: "durability", verdict: "unknown" } as const),
				...{ pod, observations: 4, because },
			})),
		];
		const runs = [
			run("central"),
			{ ...open, facts: { ...open.facts, evidence } },
			{ ...open, facts: { ...open.facts, evidence } },
		];
		expect(told([cell("central", { runs })])[0]).toBe(
			`In 2 of 3 runs of central at 5 replicas it isn't known of every safety property whether it held: ${because}`,
		);
	});

	it("claim for the runs that are used only what isn't known of those that are left out", () => {
		const excluded = [run("central", { fresh: "unknown" }, 1)];
		expect(told([cell("central", { excluded })]).slice(0, 2)).toEqual([
			"All safety properties held in the one run that the statistics use.",
			"In 1 of 1 run of central at 5 replicas that the statistics leave out it isn't known of every safety property whether it held: No operation history was there to be judged.",
		]);
	});

	it("never say that all held in more runs than those in which every property was shown to", () => {
		const verdict = fc.constantFrom<Verdict>("holds", "violated", "unknown");
		const mostlyHolding = fc.oneof(
			{ weight: 8, arbitrary: fc.constant<Verdict>("holds") },
			verdict,
		);
		const verdicts = fc.record({
			chain: mostlyHolding,
			durability: mostlyHolding,
			monotonic: mostlyHolding,
			noFork: mostlyHolding,
			fresh: mostlyHolding,
			noPhantom: mostlyHolding,
		});
		const cells = fc.array(fc.array(verdicts, { maxLength: 4 }), {
			minLength: 1,
			maxLength: 3,
		});
		fc.assert(
			fc.property(cells, (cells) => {
				const sentences = told(
					cells.map((runs, i) =>
						cell(`mode-${i}`, { runs: runs.map((each) => run("m", each)) }),
					),
				).join(" ");
				const hold = (each: Verdicts) =>
					Object.values(each).every((one) => one === "holds");
				const holding = cells.filter(
					(runs) => runs.length > 0 && runs.every(hold),
				);
				const claimed = /held in (?:all (\d+) runs|the one run)( of)?/.exec(
					sentences,
				);
				const [, count = "1", some] = claimed ?? [];
				expect(claimed === null ? 0 : Number(count)).toBe(
					holding.flat().length,
				);
				// Without names the sentence is about all.
				if (claimed && some === undefined) {
					expect(cells.flat().every(hold)).toBe(true);
				}
				for (const [i, runs] of cells.entries()) {
					const open = runs.filter((each) =>
						Object.values(each).includes("unknown"),
					);
					expect(
						sentences.includes(
							`In ${open.length} of ${runs.length} ${runs.length === 1 ? "run" : "runs"} of mode-${i} at 5 replicas it isn't known`,
						),
					).toBe(open.length > 0);
				}
			}),
		);
	});

	it("say that one mode alone is compared with nothing", () => {
		expect(told([cell("central")]).at(-1)).toBe(
			"Only the mode central was run, so nothing is compared.",
		);
	});

	it("say that nothing is left where every run was left out", () => {
		expect(
			told([cell("central", { runs: [], excluded: [run("central")] })]),
		).toEqual([
			"The statistics leave out 1 of 1 run, for reasons given below.",
			"No run is left to make statistics of.",
		]);
	});
});
