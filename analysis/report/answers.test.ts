import { describe, expect, it } from "vitest";
import { headlines } from "../digest/metrics.ts";
import { compareModes } from "../statistics/compare.ts";
import { answersOf } from "./answers.ts";
import { syntheticGroup } from "./report.fixture.ts";
import type { ReportedGroup } from "./report.ts";

const two = answersOf(syntheticGroup());

/** The group with other rows, compared anew. */
function withRows(
	group: ReportedGroup,
	change: (row: ReportedGroup["tables"]["metrics"][number]) => ReportedGroup["tables"]["metrics"][number] | null,
): ReportedGroup {
	const metrics = group.tables.metrics.flatMap((row) => change(row) ?? []);
	return {
		...group,
		tables: { ...group.tables, metrics },
		comparisons: compareModes(metrics, { view: "settled", metrics: headlines }),
	};
}

describe("a mode whose store is a stand-in", () => {
	const group = syntheticGroup({}, { standInStores: ["central"] });
	const { needs, limits } = answersOf(group);
	const choicesFor = (wanted: string) => needs.rows.find(({ metric }) => metric === wanted)?.choices ?? [];

	it("bears its mark where it may be chosen", () => {
		expect(choicesFor("rtoSlowest")[0]?.text).toMatch(/^central‡ /);
	});

	it("is in no ranking of what the store decides", () => {
		for (const metric of ["persistP50", "retrieveP50", "memoryTotal"]) {
			for (const { text } of choicesFor(metric)) expect(text).toMatch(/^decentral /);
		}
		expect(limits.join(" ")).toContain("of central are compared with no other's");
	});
});

describe("safety", () => {
	it("says what was kept in how many runs, with the evidence of the verdicts", () => {
		expect(two.safety).toEqual({
			verdict: "holds",
			sentences: [
				"central and decentral kept every acknowledged update in all 20 runs; 400 observations could have shown otherwise.",
			],
		});
	});

	it("blames a method that lost something, in how many of its runs, and how much", () => {
		const group = syntheticGroup();
		const { safety } = answersOf({
			...group,
			safety: group.safety.map((cell, i) => (i === 0 ? { ...cell, lostIn: 2, worstLoss: 17, expected: false } : cell)),
		});
		expect(safety.verdict).toBe("violated");
		expect(safety.sentences).toContain(
			"central lost data or broke another promise in 2 of 5 runs, up to 17 updates of one Pod.",
		);
	});

	it("blames nobody for what is expected, nor the store that lies", () => {
		const group = syntheticGroup({ modes: ["central", "none", "lying"] });
		const { safety } = answersOf({
			...group,
			safety: group.safety.map((cell) =>
				cell.mode === "central" ? cell : { ...cell, lostIn: 5, expected: cell.mode === "none" },
			),
		});
		expect(safety.verdict).toBe("holds");
		expect(safety.sentences.join(" ")).toContain("As expected, lying store");
	});

	it("says of how many runs it isn't known", () => {
		const group = syntheticGroup();
		const { safety } = answersOf({
			...group,
			safety: group.safety.map((cell) => ({ ...cell, unknownIn: 1 })),
		});
		expect(safety).toEqual({
			verdict: "unknown",
			sentences: ["Of central and decentral it isn't known in 4 of 20 runs whether everything was kept."],
		});
	});
});

describe("findings", () => {
	it("say who is better at what, how many times, how sure, and the worst run", () => {
		const [back] = two.findings;
		expect(back?.text).toMatch(/^central is back \d\.\d× sooner than decentral$/);
		expect(back?.interval).toMatch(/^\[\d+\.\d, \d+\.?\d*\]$/);
		expect(back?.sureness).toBe("shown");
		expect(back?.sure).toMatch(/^shown, p (=|<) 0\.\d+$/);
		expect(back?.numbers[1]).toMatch(/s \(\d+\.\d\d\)$/);
	});

	it("are one line for each metric that summaries tell of", () => {
		expect(two.findings.map(({ metric }) => metric)).toEqual([...headlines]);
	});

	it("tell the higher one first where that is how it is said", () => {
		const memory = two.findings.find(({ metric }) => metric === "memoryTotal");
		expect(memory?.text).toMatch(/^decentral takes \d\.\d× the memory of central$/);
	});

	it("say that all runs had the same", () => {
		const group = withRows(syntheticGroup(), (row) => (row.metric === "missedWorst" ? { ...row, value: 0 } : row));
		const found = answersOf(group).findings.find(({ metric }) => metric === "missedWorst");
		expect(found).toMatchObject({
			text: "central and decentral both: 0 updates missed by the worst survivor",
			sureness: "same",
		});
	});

	it("claim nothing of one run each but what these runs had", () => {
		const { findings } = answersOf(syntheticGroup({ runs: 1, sizes: [5] }));
		expect(new Set(findings.map(({ sureness }) => sureness))).not.toContain("shown");
		expect(findings[0]?.sure).toBe("one run of each: may be chance");
	});

	it("are of the best and the next one where there are many modes", () => {
		const { findings } = answersOf(syntheticGroup({ modes: ["central", "hybrid", "decentral", "lying"] }));
		expect(findings).toHaveLength(headlines.length);
		expect(findings.flatMap(({ modes }) => modes)).not.toContain("lying");
	});

	it("say that they are not to be trusted where there are only such runs", () => {
		const { findings, limits } = answersOf({
			...syntheticGroup({ runs: 1 }),
			untrusted: true,
		});
		expect(findings[0]?.sure).toMatch(/^not to be trusted; /);
		expect(limits.join(" ")).toContain("not to be trusted");
	});
});

describe("needs", () => {
	it("have one row each and a column for each size", () => {
		expect(two.needs.sizes).toEqual([5, 21]);
		expect(two.needs.rows).toHaveLength(headlines.length);
		expect(two.needs.rows[0]?.choices[0]?.text).toMatch(/^central \d\.\d\d s$/);
		expect(two.needs.rows[0]?.choices[0]?.sureness).toBe("shown");
	});

	it("leave out what lost something, and the store that lies without a word", () => {
		const group = syntheticGroup({
			modes: ["central", "decentral", "none", "lying"],
		});
		const { needs } = answersOf({
			...group,
			safety: group.safety.map((cell) => (["none", "lying"].includes(cell.mode) ? { ...cell, lostIn: 1 } : cell)),
		});
		const said = JSON.stringify(needs);
		expect(needs.leftOut).toEqual(["none (no method) is left out: it lost data or broke another promise."]);
		expect(said).not.toContain("lying");
	});

	it("are none with one mode, which is said", () => {
		const one = answersOf(syntheticGroup({ modes: ["central"] }));
		expect(one.needs.rows).toEqual([]);
		expect(one.findings).toEqual([]);
		expect(one.limits).toEqual(["Only central was run, so nothing is compared."]);
	});
});

describe("what would make it surer", () => {
	it("is a command with its minutes", () => {
		const { surer } = answersOf(syntheticGroup({ runs: 1, sizes: [5] }));
		expect(surer).toEqual({
			command:
				'npx holdfast sweep --modes central,decentral --replicas 5 --protocol quick --until-decided --question "central vs decentral: rto" --repeat 8 --at-most 20m',
			minutes: 10,
			sentence: "about 4 runs of each mode at each size would probably decide “central vs decentral: rto”",
		});
	});

	it("is nothing where all is decided", () => {
		const group = syntheticGroup();
		const shown = group.comparisons.filter(({ outcome }) => outcome === "firstLower");
		expect(answersOf({ ...group, comparisons: shown }).surer).toBeNull();
	});
});

describe("the worst", () => {
	it("is counted in k of n runs, and runs that a median hides are named", () => {
		const worst = "decentral-21/20260101T000000Z";
		const group = withRows(syntheticGroup(), (row) =>
			row.run === worst && row.metric === "startupMean"
				? { ...row, value: 548 }
				: row.metric === "missedWorst"
					? { ...row, value: row.run === worst ? 88 : 0 }
					: row,
		);
		const { promises, outliers } = answersOf(group);
		expect(promises.find(({ promise, mode }) => promise === "missed" && mode === "decentral")).toMatchObject({
			runs: 10,
			broken: [worst],
		});
		expect(outliers.join(" ")).toContain(`${worst}: Startup delay, mean 548.00 against a median of`);
	});
});
