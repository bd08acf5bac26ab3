import { expect, test } from "vitest";
import { listed, readsSentence, thresholdSentence } from "./sentences.ts";

const fresh = { count: 90, stale: 0, worstUpdates: 0, worstSeconds: 0 };

test("of clients' answers the stale ones are counted, and the worst is told", () => {
	expect(readsSentence(fresh)).toBe("Clients got 90 answers, none of them stale.");
	expect(readsSentence({ count: 90, stale: 2, worstUpdates: 1, worstSeconds: 0.5 })).toBe(
		"Clients got 90 answers, 2 of them stale: the worst was 1 update behind one that had been acknowledged for 0.50 s.",
	);
});

test("a threshold says what was allowed, what was reached and whether it held", () => {
	expect(
		thresholdSentence({
			name: "persistP99Seconds",
			limit: 0.02,
			value: 0.0151,
			held: true,
		}),
	).toBe("p99 of the persist latency at most 20 ms: 15.1 ms, held");
	expect(
		thresholdSentence({
			name: "missedUpdates",
			limit: 2,
			value: 3,
			held: false,
		}),
	).toBe("updates missed by the worst survivor at most 2: 3, CROSSED");
	expect(
		thresholdSentence({
			name: "rtoSeconds",
			limit: 8,
			value: null,
			held: false,
		}),
	).toBe("slowest recovery at most 8 s: not within the run, CROSSED");
});

test("parts of a sentence are joined as people join them", () => {
	expect(listed([])).toBe("");
	expect(listed(["a"])).toBe("a");
	expect(listed(["a", "b"])).toBe("a and b");
	expect(listed(["a, x", "b", "c"], "; ")).toBe("a, x; b and c");
});
