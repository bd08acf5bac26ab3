import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syntheticModes } from "../../figures/ours/methods.fixture.ts";
import { compareModes } from "../../statistics/compare.ts";
import { syntheticChoice } from "./choice.fixture.ts";
import {
	type Decision,
	decisions,
	disqualified,
	sizesToChooseAt,
} from "./choice.ts";

function told(all: readonly Decision[], need: string, size = 0): string {
	const decision = all.find((each) => each.need === need);
	if (decision === undefined) {
		throw new Error(`${need}? ${all.map((each) => each.need).join("; ")}`);
	}
	const choice = decision.choices[size];
	return `${choice?.sentences.join(" ")} [${choice?.sureness}]`;
}

const memory = "If a crash must lose nothing and memory is scarce";

describe("decisions", () => {
	it("name a method that is shown to be lower than the other", () => {
		const all = decisions(
			syntheticChoice({ modes: ["decentral", "central"], runs: 7 }),
		);
		expect(told(all, memory)).toMatch(
			/^central: 21\d MB \[\d+, \d+\], 7 runs\. Shown to be higher: decentral \(\d+ MB\); adjusted p = 0\.00\d+\. \[shown\]$/,
		);
	});

	it("don't name a winner from three runs each at one size, but say which is lowest in them", () => {
		const all = decisions(
			syntheticChoice({ modes: ["central", "decentral"], runs: 3, sizes: [5] }),
		);
		expect(told(all, memory)).toMatch(
			/^Lowest in these runs is central: 2\d\d MB \(\d+–\d+\), 3 runs\. Not enough runs to say whether others are higher: decentral \(\d+ MB\)\. \[tooFew\]$/,
		);
	});

	it("name a winner from three runs each where two sizes say the same", () => {
		const all = decisions(
			syntheticChoice({ modes: ["central", "decentral"], runs: 3 }),
		);
		expect(told(all, memory)).toMatch(
			/^central: 2\d\d MB \(\d+–\d+\), 3 runs\. Shown to be higher: decentral \(\d+ MB\); adjusted p = 0\.005\. \[shown\]$/,
		);
	});

	it("don't separate methods that are no more than 10 % apart", () => {
		const all = decisions(
			syntheticChoice({ modes: ["central", "toy", "decentral"], runs: 8 }),
		);
		expect(told(all, memory)).toMatch(
			/Shown to be higher: decentral .* No more than 10 % apart: toy .* \[shown\]$/,
		);
	});

	it("say alike where every run had the same", () => {
		const all = decisions(syntheticChoice({ modes: ["central", "standby"] }));
		expect(
			told(
				all,
				"If a crash must lose nothing and the other replicas must go on meanwhile",
			),
		).toBe("central and standby alike: 0 updates in every run. [alike]");
	});

	it("leave out of what must lose nothing whatever lost data, however little it costs", () => {
		const group = syntheticChoice({ modes: ["none", "central", "lying"] });
		const all = decisions(group);
		expect(told(all, memory)).toMatch(/^central: 21\d MB .* \[alone\]$/);
		expect(disqualified(group)).toEqual([
			"none lost data or broke another promise of safety: at 5 replicas in 5 of 5 runs, up to 17 updates; at 9 replicas in 5 of 5 runs, up to 17 updates.",
			"lying lost data or broke another promise of safety: at 5 replicas in 5 of 5 runs, up to 3 updates; at 9 replicas in 5 of 5 runs, up to 3 updates.",
		]);
		expect(told(all, "If a crash may lose data and memory is scarce")).toMatch(
			/^(none:|Lowest in these runs is none:)/,
		);
	});

	it("say that nobody qualifies where every method lost data", () => {
		const all = decisions(syntheticChoice({ modes: ["none", "lying"] }));
		expect(told(all, memory)).toBe(
			"None of the methods here: each lost data in some run, or left lost Pods gone in half of its runs or more. [none]",
		);
	});

	it("ask nothing of methods that lose data where none did", () => {
		const all = decisions(syntheticChoice({ modes: ["central", "standby"] }));
		expect(all.every(({ need }) => need.includes("must lose nothing"))).toBe(
			true,
		);
	});

	it("put a method last whose Pods don't come back, and have it for nothing else", () => {
		const group = syntheticChoice({
			modes: ["volume", "decentral"],
			runs: 10,
			sizes: [5],
		});
		const all = decisions(group);
		const rto = told(
			all,
			"If a crash must lose nothing and lost Pods must be back soon",
		);
		expect(rto).toMatch(/decentral: 5\.\d+ s/);
		expect(rto).toContain("volume (≥ 28.0 s)");
		expect(told(all, memory)).toMatch(/^decentral: .* \[alone\]$/);
		expect(disqualified(group)).toEqual([
			"volume left a lost Pod gone until the run's end, at 5 replicas in 6 of 10 runs: it stands only where it is asked how soon Pods are back, last.",
		]);
	});

	it("warn of a method that left a Pod gone in fewer than half of its runs", () => {
		const group = syntheticChoice({ modes: ["central", "none"], sizes: [5] });
		const metrics = group.tables.metrics.map((row) =>
			row.metric === "rtoSlowest" && row.run === "central-5/1"
				? { ...row, value: null, atLeast: 28 }
				: row,
		);
		expect(told(decisions({ ...group, tables: { metrics } }), memory)).toMatch(
			/^central: .* But in 1 of 5 runs of central a lost Pod had not come back when the run ended\. \[alone\]$/,
		);
	});

	it("name the nearest of many, and how many more there are", () => {
		const all = decisions(
			syntheticChoice({ modes: syntheticModes, runs: 9, sizes: [5] }),
		);
		expect(
			told(all, "If a crash must lose nothing and lost Pods must be back soon"),
		).toMatch(
			/^standby: .* Every other is higher: another \([^)]*\), central \([^)]*\), toy \([^)]*\) and 6 others, up to volume \(≥ 28\.0 s\); adjusted p = [\d.]+ or less\. \[shown\]$/,
		);
	});

	it("say so where a number is missing", () => {
		const group = syntheticChoice({ modes: ["central", "standby"] });
		const metrics = group.tables.metrics.filter(
			({ mode, metric }) =>
				metric !== "cpuTotal" &&
				!(metric === "memoryTotal" && mode === "standby"),
		);
		const all = decisions({
			...group,
			tables: { metrics },
			comparisons: group.comparisons.filter(
				({ metric }) => metric !== "memoryTotal" && metric !== "cpuTotal",
			),
		});
		expect(
			told(all, "If a crash must lose nothing and processor time is scarce"),
		).toBe("No run of them has this number. [none]");
		expect(told(all, memory)).toMatch(
			/^central: .* No run of standby has this number\. \[alone\]$/,
		);
	});

	it("don't take a method for safe whose histories don't tell", () => {
		const group = syntheticChoice({
			modes: ["central", "standby"],
			sizes: [5],
		});
		const cells = group.cells.map((cell) => ({
			...cell,
			runs: cell.runs.map((run) => ({
				...run,
				facts: {
					...run.facts,
					verdicts: {
						...run.facts.verdicts,
						fresh:
							cell.mode === "central"
								? ("unknown" as const)
								: ("holds" as const),
					},
				},
			})),
		}));
		expect(told(decisions({ ...group, cells }), memory)).toMatch(/^standby: /);
		expect(disqualified({ ...group, cells })).toEqual([
			"Whether central lost anything at 5 replicas, the histories don't suffice to tell.",
		]);
	});

	it("name all with the lowest median", () => {
		const group = syntheticChoice({
			modes: ["central", "standby"],
			sizes: [5],
			runs: 3,
		});
		const metrics = group.tables.metrics.map((row) =>
			row.metric === "missedWorst" && row.run === "standby-5/1"
				? { ...row, value: 4 }
				: row,
		);
		const all = decisions({
			...group,
			tables: { metrics },
			comparisons: compareModes(metrics, { view: "settled" }),
		});
		expect(
			told(
				all,
				"If a crash must lose nothing and the other replicas must go on meanwhile",
			),
		).toBe(
			"Lowest in these runs, with the same median, are central (0 updates) and standby (0 updates). Not enough runs to say whether others are higher: standby (0 updates). [tooFew]",
		);
	});

	it("leave out sizes at which there is nothing to choose from", () => {
		const both = syntheticChoice({ modes: ["central", "standby"], sizes: [5] });
		const one = syntheticChoice({ modes: ["central"], sizes: [35] });
		const cells = [...both.cells, ...one.cells];
		expect(sizesToChooseAt(cells)).toEqual({ several: [5], single: [35] });
		for (const { choices } of decisions({ ...both, cells })) {
			expect(choices.map(({ replicas }) => replicas)).toEqual([5]);
		}
	});

	it("write names as they are asked to", () => {
		const all = decisions(
			syntheticChoice({ modes: ["central", "decentral"], runs: 7 }),
			(mode) => `${mode}!`,
		);
		expect(told(all, memory)).toMatch(/^central!: .*decentral! \(/);
	});

	it("don't depend on modes' names: renamed, the same is said of the renamed", () => {
		const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), {
			minLength: 3,
			maxLength: 3,
		});
		const group = syntheticChoice({
			modes: ["central", "decentral", "hybrid"],
			runs: 6,
			sizes: [5],
		});
		const before = told(decisions(group), memory);
		fc.assert(
			fc.property(names, ([central = "", decentral = "", hybrid = ""]) => {
				const to: Record<string, string> = { central, decentral, hybrid };
				const renamed = (mode: string) => to[mode] ?? mode;
				const all = decisions({
					cells: group.cells.map((cell) => ({
						...cell,
						mode: renamed(cell.mode),
					})),
					tables: {
						metrics: group.tables.metrics.map((row) => ({
							...row,
							mode: renamed(row.mode),
						})),
					},
					comparisons: group.comparisons.map((each) => ({
						...each,
						first: renamed(each.first),
						second: renamed(each.second),
					})),
				});
				expect(told(all, memory).startsWith(`${central}:`)).toBe(
					before.startsWith("central:"),
				);
			}),
			{ numRuns: 20 },
		);
	});

	it.each(syntheticModes.slice(1).map((_, i) => i + 2))(
		"have something to say of each need with %i modes",
		(count) => {
			const all = decisions(
				syntheticChoice({ modes: syntheticModes.slice(0, count), sizes: [5] }),
			);
			expect(all.length).toBeGreaterThanOrEqual(8);
			for (const { choices } of all) {
				expect(choices).toHaveLength(1);
				for (const { sentences } of choices) {
					expect(sentences.join(" ")).not.toMatch(/undefined|NaN|Infinity/);
					expect(sentences.length).toBeGreaterThan(0);
				}
			}
		},
	);
});
