import fc from "fast-check";
import { expect, it } from "vitest";
import type { Verdict, Verdicts } from "../schema/run.ts";
import { keptOf } from "./kept.ts";
import type { MetricRow } from "./rows.ts";

const holds: Verdicts = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};

function rpo(run: string, value: number | null): MetricRow {
	return {
		mode: "volume",
		replicas: 5,
		run,
		metric: "rpoWorst",
		view: "settled",
		value,
	};
}

function kept(
	judged: readonly { run: string; verdicts: Verdicts }[],
	rows: readonly MetricRow[] = [],
) {
	return keptOf([{ mode: "volume", replicas: 5, judged }], rows)[0];
}

it("says kept only of a cell that kept everything in each run", () => {
	const runs = ["a", "b"].map((run) => ({ run, verdicts: holds }));
	expect(kept(runs, [rpo("a", 0), rpo("b", null)])).toMatchObject({
		outcome: "kept",
		runs: 2,
		lostIn: 0,
		worstRpo: 0,
	});
});

it("says lost for one violation in one run, or one update that was not found again", () => {
	expect(
		kept([
			{ run: "a", verdicts: holds },
			{ run: "b", verdicts: { ...holds, chain: "violated" } },
		]),
	).toMatchObject({ outcome: "lost", lostIn: 1, worstRpo: null });
	expect(kept([{ run: "a", verdicts: holds }], [rpo("a", 17)])).toMatchObject({
		outcome: "lost",
		lostIn: 1,
		worstRpo: 17,
	});
});

it("doesn't take the unknown for kept, but a loss for a loss whatever else is unknown", () => {
	const unknown = {
		run: "a",
		verdicts: { ...holds, fresh: "unknown" as const },
	};
	expect(kept([unknown])).toMatchObject({ outcome: "unknown" });
	expect(
		kept([
			unknown,
			{ run: "b", verdicts: { ...holds, durability: "violated" } },
		]),
	).toMatchObject({ outcome: "lost", lostIn: 1, runs: 2 });
});

it("says kept only where every property of every run was shown to hold", () => {
	const verdict = fc.constantFrom<Verdict>("holds", "violated", "unknown");
	const verdicts = fc.record({
		chain: verdict,
		durability: verdict,
		monotonic: verdict,
		noFork: verdict,
		fresh: verdict,
		noPhantom: verdict,
	});
	const runs = fc.array(fc.oneof(fc.constant(holds), verdicts), {
		minLength: 1,
		maxLength: 4,
	});
	fc.assert(
		fc.property(runs, (runs) => {
			const judged = runs.map((verdicts, i) => ({ run: `${i}`, verdicts }));
			const all = runs.flatMap((each) => Object.values(each));
			expect(kept(judged)?.outcome === "kept").toBe(
				all.every((each) => each === "holds"),
			);
		}),
	);
});

it("says nothing of a cell without a run", () => {
	expect(kept([])).toBeUndefined();
});
