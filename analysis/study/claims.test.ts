import { describe, expect, it } from "vitest";
import type { Protocol } from "../../schema/protocol.ts";
import { type Synthetic, syntheticTables } from "../figures/tables.fixture.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { claimsOf, generalCaveats } from "./claims.ts";

const manifest = syntheticManifest();

function outcomes(
	made: Synthetic = {},
	{
		protocol = manifest.protocol,
		standIns = manifest.standIns,
	}: { protocol?: Protocol; standIns?: typeof manifest.standIns } = {},
) {
	return claimsOf({
		tables: syntheticTables({
			runs: 5,
			sizes: [5],
			durationSeconds: 45,
			faultAtSeconds: 15,
			...made,
		}),
		protocol,
		cells: [
			{ mode: "central", included: [{ manifest: { standIns } }] },
			{ mode: "decentral", included: [{ manifest: { standIns: [] } }] },
		],
	});
}

function about(text: string, all: ReturnType<typeof outcomes>) {
	return all.filter(({ claim }) => claim.includes(text));
}

describe("claimsOf", () => {
	it("judges each claim by the interval of our median", () => {
		const [settles] = about("settles below 30 ms", outcomes());
		expect(settles).toMatchObject({
			claim: "Persist latency settles below 30 ms",
			source: "Figure 5.1",
			mode: "decentral",
			replicas: 5,
			outcome: "holds",
		});
		expect(settles?.here).toMatch(/^2\d\.\d ms \[2\d\.\d, 2\d\.\d\], 5 runs$/);
	});

	it("says what makes a claim not quite comparable", () => {
		const all = outcomes();
		expect(about("settles below", all)[0]?.why.join(" ")).toContain("Spring Boot");
		expect(about("without the database", all)[0]?.why.join(" ")).toContain("A Node process of today");
		expect(about("700 %", all)[0]?.why.join(" ")).toContain("115.7 s and 0.22 s, are 526 times apart");
	});

	it("compares no latency of a stand-in with that of the database, but shows it", () => {
		const [standIn] = about("typically 40–50 ms", outcomes());
		expect(standIn?.outcome).toBe("not comparable");
		expect(standIn?.why[0]).toBe("What answers is a stand-in for CouchDB, so this says nothing about CouchDB.");
		expect(standIn?.here).toContain("ms [");
		const [real] = about("typically 40–50 ms", outcomes({}, { standIns: [] }));
		expect(real?.outcome).not.toBe("not comparable");
	});

	it("says that there are too few runs instead of judging", () => {
		const [settles] = about("settles below 30 ms", outcomes({ runs: 3 }));
		expect(settles).toMatchObject({ outcome: "too few runs" });
		expect(settles?.here).toMatch(/ ms \(\S+–\S+\), 3 runs$/);
		expect(about("settles below 30 ms", outcomes({ runs: 1 }))[0]?.here).toMatch(/ ms, 1 run$/);
	});

	it("has no data of crashes where no Pod was deleted", () => {
		const calm = outcomes({ faultAtSeconds: null }, { protocol: { ...manifest.protocol, faults: [] } });
		const after = about("after the crash", calm);
		expect(after.length).toBeGreaterThan(0);
		for (const outcome of after) {
			expect(outcome).toMatchObject({ here: "", outcome: "no data" });
			expect(outcome.why[0]).toBe("Under this protocol no Pod is deleted.");
		}
	});

	it("compares nothing under faults that the study never caused", () => {
		const frozen = outcomes(
			{},
			{
				protocol: {
					...manifest.protocol,
					faults: [{ kind: "delete-all", atSeconds: 15, gracePeriodSeconds: 1 }],
				},
			},
		);
		expect(new Set(frozen.map(({ outcome }) => outcome))).toEqual(new Set(["not comparable"]));
	});

	it("tells the study's sizes, or else the smallest and the largest", () => {
		const sizes = (made: number[]) => [...new Set(outcomes({ sizes: made }).map(({ replicas }) => replicas))];
		expect(sizes([5, 9, 13, 21])).toEqual([5, 21]);
		expect(sizes([3, 9, 13])).toEqual([3, 13]);
		expect(sizes([7])).toEqual([7]);
	});

	it("puts the study's own design beside the same claims", () => {
		const modes = about("settles below 30 ms", outcomes({ modes: ["central", "decentral", "study"] })).map(
			({ mode }) => mode,
		);
		expect(modes).toEqual(["decentral", "study"]);
	});

	it("compares modes only where both were run", () => {
		expect(about("times the central", outcomes())).toHaveLength(1);
		expect(about("times the central", outcomes({ modes: ["decentral"] }))).toEqual([]);
	});

	it("has nothing to say of nothing", () => {
		expect(outcomes({ runs: 0 })).toEqual([]);
	});
});

describe("generalCaveats", () => {
	it("tells other durations apart", () => {
		expect(generalCaveats(manifest.protocol).join(" ")).toContain(
			"lasted 300 s with a failure at 60 s; these lasted 45 s",
		);
		expect(generalCaveats({ ...manifest.protocol, durationSeconds: 300 })).toHaveLength(1);
	});
});
