import { expect, test } from "vitest";
import { metricNames } from "./digest/metrics.ts";
import { isOfStore, markedMode, markedStack, notRankedText, rankable, standInStoreModes } from "./standInStore.ts";

const standIn = {
	name: "PouchDB Server 4.2.0",
	standsInFor: "CouchDB",
	why: "",
};
const plugin = { name: "Ours", standsInFor: "theirs", why: "" };

test("modes are marked whose store is a stand-in, and not for another stand-in", () => {
	const modes = standInStoreModes([
		{
			mode: "standby",
			included: [{ manifest: { standIns: [plugin, standIn] } }],
		},
		{ mode: "central", included: [{ manifest: { standIns: [standIn] } }] },
		{ mode: "decentral", included: [{ manifest: { standIns: [plugin] } }] },
		{ mode: "hybrid", included: [] },
	]);
	expect(modes).toEqual(["central", "standby"]);
	expect(notRankedText(modes)).toMatch(/^Latencies, .* of central, standby are/);
	expect(notRankedText([])).toBeNull();
	expect(markedMode("central", modes)).toBe("central‡");
	expect(markedMode("decentral", modes)).toBe("decentral");
	expect(markedStack({ stack: "central-5", standIns: [standIn] })).toBe("central-5‡");
	expect(markedStack({ stack: "hybrid-5", standIns: [plugin] })).toBe("hybrid-5");
});

test("latency, processor time and memory are the store's; how soon and how safely a Pod is back is the method's", () => {
	expect(metricNames.filter((name) => !isOfStore(name))).toEqual([
		...["rpoWorst", "rtoMedian", "rtoSlowest", "missedWorst", "missedShare"],
		...["startupMean", "startupSlowest", "restartMean"],
	]);
	const rows = (["central", "decentral"] as const).flatMap((mode) => metricNames.map((metric) => ({ mode, metric })));
	const left = rankable(rows, ["central"]);
	expect(left.filter(({ mode }) => mode === "decentral")).toHaveLength(metricNames.length);
	expect(left.filter(({ mode }) => mode === "central")).toHaveLength(8);
});
