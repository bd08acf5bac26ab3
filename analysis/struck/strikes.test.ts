import { expect, test } from "vitest";
import type { EvidenceEntry, FaultWindow, Outcome, RunManifest, Verdict, Violation } from "../../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { struckMarkdown } from "./markdown.ts";
import { distinct, strikesOf } from "./strikes.ts";

const window = (
	number: number,
	fault: string,
	victims: readonly (readonly [string | null, Outcome])[],
	undone: Outcome | null = null,
): FaultWindow => {
	const outcomes = victims.map(([, outcome]) => outcome);
	const worst = (["mismatch", "inconclusive"] as const).find((each) => outcomes.includes(each)) ?? "confirmed";
	return {
		number,
		fault,
		injected: "2026-01-01T00:00:10.000Z",
		healed: null,
		steady: null,
		witness: {
			injected: {
				outcome: worst,
				victims: victims.map(([pod, outcome]) => ({
					pod,
					outcome,
					value: 1,
					detail: "seen",
				})),
			},
			undone: undone && { outcome: undone, victims: [] },
		},
		replicas: [],
	};
};

const durability = (pod: string, verdict: Verdict): EvidenceEntry => ({
	property: "durability",
	pod,
	verdict,
	observations: 1,
	because: "seen.",
});

const record = (pod: string, kind: "load" | "persist", index: number | null) =>
	({
		pod,
		process: 1,
		number: 1,
		operation: 1,
		kind,
		type: "ok",
		index,
		state: null,
		time: 1,
		intended: 1,
		received: 1,
	}) as unknown as Violation["excerpt"][number];

const loss = (pod: string, update: number, found: number | null): Violation => ({
	property: "durability",
	pod,
	summary: "lost.",
	excerpt: [record(pod, "persist", update), record(pod, "load", found)],
});

const run = (windows: readonly FaultWindow[], fields: Partial<RunManifest> = {}): RunManifest => {
	const manifest = syntheticManifest(fields);
	return {
		...manifest,
		protocol: { ...manifest.protocol, name: "struck-synthetic" },
		measures: {
			...(manifest.measures as NonNullable<RunManifest["measures"]>),
			windows: [...windows],
		},
	};
};

test("a Pod counts once for each fault that was seen to strike it, and only then", () => {
	const { victims, faults, undos } = strikesOf(
		run([
			window(0, "delete-pods", [
				["pod-0", "confirmed"],
				["pod-1", "inconclusive"],
			]),
			window(1, "freeze", [["pod-0", "confirmed"]], "confirmed"),
			window(2, "cut-off", [["pod-1", "mismatch"]], "inconclusive"),
			window(3, "squeeze-cpu", [[null, "confirmed"]], "confirmed"),
		]),
	);
	expect(victims).toEqual({ confirmed: 2, inconclusive: 1, mismatch: 1 });
	expect(faults).toEqual({ confirmed: 2, inconclusive: 1, mismatch: 1 });
	expect(undos).toEqual({ confirmed: 2, inconclusive: 1, mismatch: 0 });
});

test("a fault without a witness is inconclusive, and one that was never begun is told", () => {
	const { witness: _, ...blind } = window(0, "delete-pods", []);
	expect(strikesOf(run([blind])).faults.inconclusive).toBe(1);
	expect(strikesOf(run([])).faultsNotDone).toBe(1);
});

test("a victim has the verdict of its identity, a standby too; one of the store has none, whatever its number", () => {
	const { durability: found } = strikesOf(
		run(
			[
				window(0, "delete-all", [
					["pod-0", "confirmed"],
					["standby-0", "confirmed"],
					["pod-1", "confirmed"],
					["pod-2", "confirmed"],
				]),
				window(1, "delete-store", [["central-1", "confirmed"]]),
			],
			{
				evidence: [durability("pod-0", "holds"), durability("pod-1", "violated")],
			},
		),
	);
	expect(found).toEqual({ holds: 2, violated: 1, unknown: 1, none: 1 });
});

test("a lost update counts once, however many loads of its identity miss it", () => {
	const lost = (violations: Violation[]) => strikesOf(run([], { violations }));
	expect(lost([])).toMatchObject({ updatesLost: 0, lostAtLeast: false });
	expect(lost([loss("pod-0", 17, null)]).updatesLost).toBe(18);
	expect(lost([loss("pod-0", 17, 10), loss("pod-0", 17, 14), loss("pod-1", 5, 4)])).toMatchObject({
		updatesLost: 8,
		lostAtLeast: false,
	});
	expect(lost([loss("pod-0", 17, 16), loss("pod-0", 20, 19), loss("pod-0", 30, 29)])).toMatchObject({
		updatesLost: 3,
		lostAtLeast: true,
	});
});

test("a run that is given twice counts once, an incomplete one apart", () => {
	const struck = [window(0, "delete-pods", [["pod-0", "confirmed"]])];
	const evidence = [durability("pod-0", "holds")];
	const one = strikesOf(run(struck, { evidence }));
	const half = strikesOf(run(struck, { id: "half", status: "incomplete" }));
	const text = struckMarkdown(distinct([one, half, one]));
	expect(text).toMatch(/^In 1 complete run 1 Pod was struck, each seen by a witness; acknowledged updates lost: 0\./);
	const [complete, incomplete] = text.split("Incomplete runs");
	expect(complete).toContain("| all | 1 | 1 | 1 | 0 | 0 | 0 | 0 |");
	expect(incomplete).toContain("| central | 1 | 1 | 0 | 1 |");
});
