import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { Violation } from "../../schema/run.ts";
import {
	advanceOf,
	correctHistory,
	correctReads,
	overlappingHistory,
	type PersistEnd,
	position,
	type Turn,
} from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { KnownChain } from "./knownChain.ts";
import { life, turn } from "./lives.fixture.ts";
import { safetyOf } from "./safety.ts";

const pod = "pod-3";

const lives = fc.array(life, { minLength: 1, maxLength: 4 });

/** Histories with at least three acknowledged updates in a row at the start. */
const busyLives = lives.map((rest) => [{ persists: ["ok", "ok", "ok", "ok"] as const }, ...rest]);

function safety(
	records: readonly OperationRecord[],
	reads: readonly ReadRecord[] = [],
	doubts: Partial<IdentityHistory> = {},
) {
	const processes = readHistory(records).identities.get(pod) ?? [];
	const evidence = {
		pod,
		processes,
		reads,
		clockStepped: false,
		farthest: -1,
		doubtedClients: new Set<string>(),
		chain: new KnownChain(pod),
		...doubts,
	};
	const harm = { last: 0, end: 0, ended: false };
	return safetyOf(evidence, { harm, doubts: [], goneSince: null });
}

function violationsOf(records: readonly OperationRecord[], reads: readonly ReadRecord[] = []): Violation[] {
	return safety(records, reads).violations;
}

function propertiesOf(records: readonly OperationRecord[], reads: readonly ReadRecord[] = []): Set<string> {
	return new Set(violationsOf(records, reads).map(({ property }) => property));
}

const okLoads = (records: readonly OperationRecord[]) =>
	records.filter(({ kind, type }) => kind === "load" && type === "ok");
const okPersists = (records: readonly OperationRecord[]) =>
	records.filter(({ kind, type }) => kind === "persist" && type === "ok");

test("nothing is wrong with what a correct store and replica leave, however processes die", () => {
	fc.assert(
		fc.property(lives, (lives) => {
			expect(violationsOf(correctHistory(pod, lives))).toEqual([]);
		}),
	);
});

const turns = fc.array(turn, { minLength: 1, maxLength: 12 });

/** Moments at which clients ask, while a history of so many records lasts and after it. */
const moments = fc
	.uniqueArray(fc.integer({ min: 0, max: 4000 }), { maxLength: 40 })
	.map((ticks) => ticks.sort((a, b) => a - b).map((tick) => 1_800_000_000 + tick / 200));

test("nothing is wrong with two processes that run side by side, as long as only one gets its update in", () => {
	fc.assert(
		fc.property(turns, moments, (turns, moments) => {
			const records = overlappingHistory(pod, turns);
			const reads = correctReads(records, moments);
			expect(violationsOf(records, reads)).toEqual([]);
		}),
	);
});

test("nothing is wrong with what clients read of a correct replica, or had it persist", () => {
	fc.assert(
		fc.property(lives, moments, fc.nat(3), (lives, moments, every) => {
			const records = correctHistory(pod, lives);
			const advances = okPersists(records)
				.filter((_, i) => i % (every + 1) === 0)
				.map((persisted) => advanceOf(persisted));
			const reads = [...correctReads(records, moments), ...advances];
			expect(violationsOf(records, reads)).toEqual([]);
			expect(safety(records, reads).reads.stale).toBe(0);
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
			const claims = records.filter(({ type, state }) => type === "ok" && state !== null);
			const victim = claims[choice % claims.length] as OperationRecord;
			const foreign = { ...victim, state: position("pod-4", 0).state };
			const corrupt = records.map((record) => (record === victim ? foreign : record));
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
	expect(violationsOf(corrupt)[0]?.summary).toContain("as state 2, but it is state 1 of its chain");
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
	expect(propertiesOf(corrupt)).toEqual(new Set(["chain", "noPhantom"]));
});

test("acknowledged updates that a successor doesn't load are lost", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (persisted, lost) => {
			const persists = Array<PersistEnd>(persisted).fill("ok");
			const before = correctHistory(pod, [{ persists }]);
			const kept = Math.max(0, persisted - lost);
			const after = correctHistory(
				pod,
				[...(kept === 0 ? [] : [{ persists: Array<PersistEnd>(kept).fill("ok") }]), { persists: ["ok", "ok"] }],
				(before[0] as OperationRecord).time + 100,
			);
			// Only the successor of the second history: it starts from what a store would hold that lost
			// some.
			const successor = after.filter(({ process }) => process === after.at(-1)?.process);
			const found = violationsOf([...before, ...successor]);
			const [first] = found.filter(({ property }) => property === "durability");
			expect(first?.summary).toContain(`acknowledged updates lost: ${Math.min(lost, persisted)}.`);
			expect(first?.excerpt).toEqual([okPersists(before).at(-1), okLoads(successor)[0]]);
			expect(propertiesOf([...before, ...successor])).toEqual(new Set(["durability", "monotonic", "noFork", "fresh"]));
		}),
	);
});

test("an update that timed out may be missing, or be there, without being lost", () => {
	for (const end of ["unknown-applied", "unknown-not-applied"] as const) {
		const records = correctHistory(pod, [{ persists: ["ok", end] }, { persists: ["ok"] }]);
		expect(violationsOf(records)).toEqual([]);
	}
});

test("a stale load loses nothing if a later one finds the update, but it is stale and goes backwards", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "ok", "fail", "fail", "ok"] }]);
	// The load before the first failed persist.
	const stale = okLoads(records)[3] as OperationRecord;
	const corrupt = records.map((record) => (record === stale ? { ...record, ...position(pod, 1) } : record));
	expect(propertiesOf(corrupt)).toEqual(new Set(["monotonic", "fresh"]));
});

test("a store that forgot what the process remembers has lost it", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "ok"] }]);
	const lastLoad = okLoads(records).at(-1);
	const corrupt = records.map((record) => (record === lastLoad ? { ...record, index: null, state: null } : record));
	expect(propertiesOf(corrupt)).toEqual(new Set(["durability", "monotonic", "fresh"]));
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

test("one process that had the same update acknowledged twice is no fork", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }]);
	const last = records.at(-1) as OperationRecord;
	const again = {
		...last,
		number: last.number + 1,
		operation: last.number + 1,
	};
	expect(violationsOf([...records, { ...again, type: "invoke" }, { ...again, number: again.number + 1 }])).toEqual([]);
});

test("operations of two processes at the same time have no order", () => {
	const [one] = [correctHistory(pod, [{ persists: ["ok"] }])];
	const [load] = okLoads(one ?? []) as [OperationRecord];
	const persisted = one?.at(-1) as OperationRecord;
	const other = { ...load, process: load.process + 0.5 };
	const concurrent: OperationRecord[] = [
		{ ...other, number: 0, operation: 0, type: "invoke", time: persisted.time },
		{ ...other, number: 1, operation: 0, time: persisted.time + 0.001 },
	];
	expect(violationsOf([...(one ?? []), ...concurrent])).toEqual([]);
});

test("a load that began before the update was acknowledged may find the state before it", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }]);
	const [, update] = okPersists(records) as [OperationRecord, OperationRecord];
	const process = update.process + 0.5;
	const load = (started: number): OperationRecord[] => {
		const common = { ...update, process, kind: "load" as const, operation: 0 };
		return [
			{
				...common,
				...position(pod, -1),
				number: 0,
				type: "invoke",
				intended: process,
				time: started,
			},
			{
				...common,
				...position(pod, 0),
				number: 1,
				intended: process,
				time: update.time + 1,
			},
		];
	};
	expect(violationsOf([...records, ...load(update.time + 0.009)])).toEqual([]);
	const late = load(update.time + 0.011);
	const found = violationsOf([...records, ...late]);
	expect(new Set(found.map(({ property }) => property))).toEqual(new Set(["durability", "monotonic", "fresh"]));
	// Only its invoke shows that it began late.
	expect(found[0]?.excerpt).toEqual([update, ...late]);
});

test("an update by a process that went on from a state it had loaded before doesn't make a stale load a lost update", () => {
	const alone: Turn = { by: 0, end: "ok", rival: "none" };
	const records = overlappingHistory(pod, [alone, { ...alone, rival: "prompt" }, alone]);
	// The other process's only load, while the first one's update is on its way.
	const stale = okLoads(records).find(({ process }) => process !== records[0]?.process) as OperationRecord;
	const corrupt = records.map((record) => (record === stale ? { ...record, ...position(pod, -1) } : record));
	expect(propertiesOf(corrupt)).toEqual(new Set(["fresh", "monotonic"]));
});

test("a stale load is told with how stale it was", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "ok", "ok", "fail", "ok"] }]);
	const stale = okLoads(records)[4] as OperationRecord;
	// Of a step that was due long before it began.
	const corrupted = {
		...stale,
		...position(pod, 0),
		intended: stale.intended - 3,
	};
	const corrupt = records.map((record) => (record === stale ? corrupted : record));
	const found = violationsOf(corrupt).find(({ property }) => property === "fresh");
	// Update 1 was acknowledged 20 ms after second 1; the load began 5 ms after second 4.
	expect(found?.summary).toBe(
		"pod-3 loaded state 0 after update 3 had been acknowledged: updates behind: 3, out of date for 2.985 s.",
	);
	expect(found?.excerpt).toEqual([okPersists(corrupt)[3], corrupted]);
});

/**
 * A busy history, what clients read of it, and one of the reads that something newer can be older
 * than.
 */
function readsOfBusy() {
	const records = correctHistory(pod, [{ persists: Array<PersistEnd>(10).fill("ok") }]);
	const asked = Array.from({ length: 18 }, (_, i) => 1_800_000_000.3 + i / 2);
	return { records, reads: correctReads(records, asked, 1) };
}

test("a client that reads an older state than had been acknowledged is told with how old it was", () => {
	const { records, reads } = readsOfBusy();
	fc.assert(
		fc.property(fc.integer({ min: 2, max: reads.length - 1 }), fc.integer({ min: 1, max: 9 }), (which, behind) => {
			const read = reads[which] as ReadRecord;
			const index = (read.index as number) - behind;
			fc.pre(index >= 0);
			const stale = {
				...read,
				client: "reader-1",
				...position(pod, index),
			};
			const corrupt = reads.with(which, stale);
			const found = violationsOf(records, corrupt);
			expect(found.map(({ property }) => property)).toEqual(["fresh"]);
			expect(found[0]?.summary).toContain(`updates behind: ${behind}, out`);
			expect(found[0]?.excerpt).toEqual([okPersists(records)[read.index as number], stale]);
			const { count, stale: number, ...worst } = safety(records, corrupt).reads;
			expect([count, number]).toEqual([reads.length, 1]);
			expect(worst.worstUpdates).toBe(behind);
			const outdated = okPersists(records)[index + 1] as OperationRecord;
			expect(worst.worstSeconds).toBeCloseTo(stale.started - outdated.time, 5);
		}),
	);
});

test("a client that sees a replica go back says so though nothing newer had been acknowledged", () => {
	const { records, reads } = readsOfBusy();
	const last = reads.at(-1) as ReadRecord;
	// Its acknowledgement never reached the history, nor any client.
	const ahead = { ...last, ...position(pod, 12), client: "reader-7" };
	const behind = {
		...ahead,
		...position(pod, 11),
		started: ahead.ended,
		ended: ahead.ended + 0.001,
		received: ahead.received + 0.001,
	};
	const found = violationsOf(records, [...reads, behind, ahead]);
	expect(found.filter(({ property }) => property !== "noPhantom")).toEqual([
		{
			property: "monotonic",
			pod,
			summary: "reader-7 saw pod-3 go back from index 12 to index 11.",
			excerpt: [ahead, behind],
		},
	]);
	const another = { ...behind, client: "reader-8" };
	expect(propertiesOf(records, [...reads, ahead, another])).toEqual(new Set(["noPhantom"]));
	const arrivedFirst = { ...behind, received: ahead.received - 1 };
	expect(propertiesOf(records, [...reads, arrivedFirst, ahead])).toEqual(new Set(["noPhantom"]));
});

test("a client that reads a state off the chain is named with it", () => {
	const { records, reads } = readsOfBusy();
	const last = reads.at(-1) as ReadRecord;
	const foreign = { ...last, state: position("pod-4", 0).state };
	const found = violationsOf(records, [...reads, foreign]);
	expect(found).toEqual([
		{
			property: "chain",
			pod,
			summary: `reader-0 was answered ${foreign.state} by pod-3 as state ${last.index}, which is not on its chain.`,
			excerpt: [foreign],
		},
	]);
	const unplaced = { ...foreign, index: null };
	expect(propertiesOf(records, [...reads, unplaced])).toEqual(new Set(["chain"]));
});

test("a process that knows no state yet answers nothing that could be stale", () => {
	const { records, reads } = readsOfBusy();
	const last = reads.at(-1) as ReadRecord;
	const starting = { ...last, index: null, state: null };
	const { violations, reads: measured } = safety(records, [...reads, starting]);
	expect(violations).toEqual([]);
	expect(measured.count).toBe(reads.filter(({ state }) => state).length);
});

test("what a client was told when has no order to the rest where its clock is doubted", () => {
	const { records, reads } = readsOfBusy();
	const stale = { ...(reads.at(-1) as ReadRecord), ...position(pod, 2) };
	const advance = {
		...advanceOf(okPersists(records)[2] as OperationRecord, "reader-9"),
		process: 1_800_000_000.5,
		...position(pod, 12),
	};
	const early = {
		...advance,
		started: 1_800_000_000.1,
		ended: 1_800_000_000.2,
	};
	const told = [{ ...stale, client: "reader-8" }, early];
	const found = safety(records, told).violations;
	expect(new Set(found.map(({ property }) => property))).toEqual(
		new Set(["fresh", "monotonic", "durability", "noPhantom"]),
	);
	const doubtedClients = new Set(["reader-8", "reader-9"]);
	expect(safety(records, told, { doubtedClients }).violations).toEqual([]);
});

test("an answer that reaches the client late is no update of its own", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok", "fail", "ok"] }]);
	const [, update] = okPersists(records) as [OperationRecord, OperationRecord];
	const stale = okLoads(records)[2] as OperationRecord;
	const corrupt = records.map((record) => (record === stale ? { ...record, ...position(pod, 0) } : record));
	const late = { ...advanceOf(update), ended: stale.time + 0.5 };
	expect(propertiesOf(corrupt, [late])).toEqual(new Set(["fresh", "monotonic"]));
});

describe("an update that only a client was told of", () => {
	// The process dies before the acknowledgement gets into the history.
	const whole = correctHistory(pod, [{ persists: ["ok", "ok"] }, { persists: ["ok"] }]);
	const told = okPersists(whole)[1] as OperationRecord;
	const records = whole.filter((record) => record !== told);
	const successor = okLoads(whole).at(-1) as OperationRecord;

	test("may be found by the successor", () => {
		expect(violationsOf(records, [advanceOf(told)])).toEqual([]);
	});

	test("is lost when the successor doesn't find it", () => {
		const last = okPersists(whole).at(-1) as OperationRecord;
		const corrupt = records.filter((record) => record.process === told.process);
		const load = { ...successor, ...position(pod, 0) };
		const advance = advanceOf(told);
		corrupt.push(
			...records
				.filter(({ process }) => process === last.process)
				.map((record) => (record === successor ? load : record))
				.filter(({ kind }) => kind === "load"),
		);
		expect(violationsOf(corrupt)).toEqual([]);
		const found = violationsOf(corrupt, [advance]);
		expect(new Set(found.map(({ property }) => property))).toEqual(new Set(["durability", "monotonic", "fresh"]));
		expect(found[0]?.excerpt).toEqual([advance, load]);
	});

	test("is no fork by itself, and one when another process had it acknowledged, too", () => {
		const advance = advanceOf(told);
		expect(propertiesOf(whole, [advance])).toEqual(new Set());
		const forked = { ...advance, process: told.process + 0.5 };
		expect(propertiesOf(whole, [forked])).toEqual(new Set(["noFork"]));
	});
});
