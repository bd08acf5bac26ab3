import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../schema/operation.ts";
import type { Violation } from "../schema/run.ts";
import {
	correctHistory,
	type Life,
	type PersistEnd,
	position,
} from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
import { unsafe } from "./safety.ts";

const pod = "pod-3";

const end = fc.constantFrom<PersistEnd>(
	"ok",
	"ok",
	"ok",
	"fail",
	"unknown-applied",
	"unknown-not-applied",
);
const lastEnd = fc.constantFrom<PersistEnd>(
	"ok",
	"lost-applied",
	"lost-not-applied",
);
const life: fc.Arbitrary<Life> = fc
	.tuple(fc.array(end, { maxLength: 8 }), lastEnd)
	.map(([ends, last]) => ({ persists: [...ends, last] }));
const lives = fc.array(life, { minLength: 1, maxLength: 4 });

/** Histories with at least three acknowledged updates in a row at the start. */
const busyLives = lives.map((rest) => [
	{ persists: ["ok", "ok", "ok", "ok"] as const },
	...rest,
]);

function violationsOf(records: readonly OperationRecord[]): Violation[] {
	const { identities } = readHistory(records);
	return [...identities.values()].flatMap(unsafe);
}

function propertiesOf(records: readonly OperationRecord[]): Set<string> {
	return new Set(violationsOf(records).map(({ property }) => property));
}

test("nothing is wrong with what a correct store and replica leave, however processes die", () => {
	fc.assert(
		fc.property(lives, (lives) => {
			expect(violationsOf(correctHistory(pod, lives))).toEqual([]);
		}),
	);
});

test("the order in which records arrive doesn't matter", () => {
	fc.assert(
		fc.property(
			lives.chain((lives) => {
				const records = correctHistory(pod, lives);
				return fc.shuffledSubarray(records, {
					minLength: records.length,
					maxLength: records.length,
				});
			}),
			(records) => {
				const history = readHistory(records);
				expect(history.holes).toEqual([]);
				expect(history.contradictions).toEqual([]);
				expect(violationsOf(records)).toEqual([]);
			},
		),
	);
});

test("a foreign state in any acknowledged record is off the chain", () => {
	fc.assert(
		fc.property(busyLives, fc.nat(), (lives, choice) => {
			const records = correctHistory(pod, lives);
			const claims = records.filter(
				({ type, state }) => type === "ok" && state !== null,
			);
			const victim = claims[choice % claims.length] as OperationRecord;
			const foreign = { ...victim, state: position("pod-4", 0).state };
			const corrupt = records.map((record) =>
				record === victim ? foreign : record,
			);
			const found = violationsOf(corrupt);
			expect(found.map(({ property }) => property)).toContain("chain");
			expect(found[0]?.excerpt).toEqual([foreign]);
		}),
	);
});

test("a state of the chain under another index is off the chain too", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "ok"] }]);
	const last = records.at(-1) as OperationRecord;
	const corrupt = [...records.slice(0, -1), { ...last, ...position(pod, 1) }];
	corrupt[corrupt.length - 1] = {
		...last,
		state: position(pod, 1).state,
	};
	expect(violationsOf(corrupt)[0]?.summary).toContain(
		"as state 2, but it is state 1 of its chain",
	);
});

test("a loaded state that the replica couldn't place is off the chain", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }]);
	const corrupt = records.map((record) =>
		record.kind === "load" && record.index === 0
			? { ...record, index: null, state: "bm90IG9uIGFueSBjaGFpbg==" }
			: record,
	);
	expect(propertiesOf(corrupt)).toEqual(new Set(["chain"]));
});

test("an index that no run can reach is off the chain, and found at once", () => {
	const records = correctHistory(pod, [{ persists: ["ok"] }]);
	const last = records.at(-1) as OperationRecord;
	const corrupt = [...records.slice(0, -1), { ...last, index: 1e12 }];
	expect(propertiesOf(corrupt)).toEqual(new Set(["chain"]));
});

test("acknowledged updates that a successor doesn't load are lost", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 6 }),
			fc.integer({ min: 1, max: 6 }),
			(persisted, lost) => {
				const persists = Array<PersistEnd>(persisted).fill("ok");
				const before = correctHistory(pod, [{ persists }]);
				const kept = Math.max(0, persisted - lost);
				const after = correctHistory(
					pod,
					[
						...(kept === 0
							? []
							: [{ persists: Array<PersistEnd>(kept).fill("ok") }]),
						{ persists: ["ok", "ok"] },
					],
					(before[0] as OperationRecord).time + 100,
				);
				// Only the successor of the second history: it starts from what a store would hold that lost some.
				const successor = after.filter(
					({ process }) => process === after.at(-1)?.process,
				);
				const found = violationsOf([...before, ...successor]);
				const [first] = found.filter(
					({ property }) => property === "durability",
				);
				expect(first?.summary).toContain(
					`acknowledged updates lost: ${Math.min(lost, persisted)}.`,
				);
				expect(first?.excerpt.map(({ kind, type }) => [kind, type])).toEqual([
					["persist", "ok"],
					["load", "ok"],
				]);
				expect(propertiesOf([...before, ...successor])).toEqual(
					new Set(["durability", "monotonic", "noFork"]),
				);
			},
		),
	);
});

test("an update that timed out may be missing, or be there, without being lost", () => {
	for (const end of ["unknown-applied", "unknown-not-applied"] as const) {
		const records = correctHistory(pod, [
			{ persists: ["ok", end] },
			{ persists: ["ok"] },
		]);
		expect(violationsOf(records)).toEqual([]);
	}
});

test("a stale load loses nothing if a later one finds the update, but goes backwards", () => {
	const records = correctHistory(pod, [
		{ persists: ["ok", "ok", "ok", "fail", "fail", "ok"] },
	]);
	const loads = records.filter(
		({ kind, type }) => kind === "load" && type === "ok",
	);
	// The load before the first failed persist.
	const stale = loads[3] as OperationRecord;
	const corrupt = records.map((record) =>
		record === stale ? { ...record, ...position(pod, 1) } : record,
	);
	expect(propertiesOf(corrupt)).toEqual(new Set(["monotonic"]));
});

test("a store that forgot what the process remembers has lost it", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "ok"] }]);
	const lastLoad = records.findLast(
		({ kind, type }) => kind === "load" && type === "ok",
	);
	const corrupt = records.map((record) =>
		record === lastLoad ? { ...record, index: null, state: null } : record,
	);
	expect(propertiesOf(corrupt)).toEqual(new Set(["durability", "monotonic"]));
});

test("two processes of one identity that both had an update acknowledged are a fork", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 5 }), (shared) => {
			const persists = Array<PersistEnd>(shared).fill("ok");
			const one = correctHistory(pod, [{ persists }], 1_800_000_000);
			const other = correctHistory(pod, [{ persists }], 1_800_000_000.003);
			expect(propertiesOf([...one, ...other])).toContain("noFork");
		}),
	);
});

test("operations of two processes at the same time have no order", () => {
	const [one] = [correctHistory(pod, [{ persists: ["ok"] }])];
	const load = one?.find(
		({ kind, type }) => kind === "load" && type === "ok",
	) as OperationRecord;
	const persisted = one?.at(-1) as OperationRecord;
	const other = { ...load, process: load.process + 0.5 };
	const concurrent: OperationRecord[] = [
		{ ...other, number: 0, operation: 0, type: "invoke", time: persisted.time },
		{ ...other, number: 1, operation: 0, time: persisted.time + 0.001 },
	];
	expect(violationsOf([...(one ?? []), ...concurrent])).toEqual([]);
});
