import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { Verdicts } from "../../schema/run.ts";
import { judge } from "../checker.ts";
import { cleanRun, identities, plan, type Run } from "./cleanRun.fixture.ts";
import { advanceOf, position } from "./exampleHistory.ts";

function verdictsOf({ records, reads, events }: Run): Verdicts {
	return judge(records, events, identities, { reads }).verdicts;
}

function violated(run: Run): string[] {
	return Object.entries(verdictsOf(run))
		.filter(([, verdict]) => verdict === "violated")
		.map(([property]) => property);
}

/** The run with one of its records, or of its reads, replaced. */
function withRecord({ records, ...run }: Run, record: OperationRecord, fields: Partial<OperationRecord>): Run {
	const corrupt = { ...record, ...fields };
	return {
		...run,
		records: records.map((each) => (each === record ? corrupt : each)),
	};
}
function withRead({ reads, ...run }: Run, read: ReadRecord, fields: Partial<ReadRecord>): Run {
	const corrupt = { ...read, ...fields };
	return {
		...run,
		reads: reads.map((each) => (each === read ? corrupt : each)),
	};
}

function updatesOf(records: readonly OperationRecord[]): OperationRecord[] {
	return records.filter(({ kind, type }) => kind === "persist" && type === "ok");
}
function loadsOf(records: readonly OperationRecord[]): OperationRecord[] {
	return records.filter(({ kind, type }) => kind === "load" && type === "ok");
}
function ofPod(pod: string, { records }: Run): OperationRecord[] {
	return records.filter((record) => record.pod === pod);
}
/** Reads of pod-0 that found state 1 or a later one. */
function readsFrom1({ reads }: Run): ReadRecord[] {
	return reads.filter(({ pod, kind, index }) => pod === "pod-0" && kind === "read" && index);
}
function choose<T>(from: readonly T[], choice: number): T {
	fc.pre(from.length > 0);
	return from[choice % from.length] as T;
}

/** Corrupts clean runs in any place and expects that the property which names it is violated. */
function caught(property: keyof Verdicts, corrupt: (run: Run, choice: number) => Run) {
	fc.assert(
		fc.property(plan, fc.nat(), (plan, choice) => {
			const run = cleanRun(plan);
			expect(violated(corrupt(run, choice))).toContain(property);
		}),
	);
}

test("a clean run holds, whatever timed out, was never answered, died or overlapped", () => {
	fc.assert(
		fc.property(plan, (plan) => {
			const run = cleanRun(plan);
			expect(judge(run.records, run.events, identities, { reads: run.reads })).toMatchObject({
				doubts: [],
				violations: [],
				verdicts: {
					chain: "holds",
					durability: "holds",
					monotonic: "holds",
					noFork: "holds",
					fresh: "holds",
					noPhantom: "holds",
				},
			});
		}),
	);
});

describe("corruption that is caught", () => {
	test("an acknowledged update that a reload doesn't find: lost", () => {
		caught("durability", (run, choice) => {
			// A successor goes on from where the store would be without the last update.
			const mine = ofPod("pod-0", run);
			const updates = updatesOf(mine);
			const dropped = choose(updates.slice(0, -4), choice);
			const load = loadsOf(mine).find(({ time }) => time > dropped.time);
			const step = mine.filter(({ process, intended }) => process === load?.process && intended === load.intended);
			const index = (dropped.index as number) - 1;
			const records = run.records.filter((record) => record.pod !== "pod-0" || record.time <= dropped.time);
			const rewritten = step.map((record) => ({
				...record,
				...(record.kind === "persist"
					? position("pod-0", index + 1)
					: record.type === "ok" && position("pod-0", index)),
			}));
			return { records: [...records, ...rewritten], reads: [], events: [] };
		});
	});

	test("an acknowledged update that only its client was told of, and that a successor doesn't find: lost", () => {
		caught("durability", (run, choice) => {
			const mine = ofPod("pod-0", run);
			const processes = [...new Set(mine.map(({ process }) => process))];
			const successor = choose(processes.slice(1), choice);
			const load = choose(
				loadsOf(mine).filter(({ process }) => process === successor),
				0,
			);
			const before = processes[processes.indexOf(successor) - 1] as number;
			const told: ReadRecord = {
				...position("pod-0", (load.index ?? -1) + 1),
				pod: "pod-0",
				client: "advancer-9",
				kind: "advance",
				process: before,
				started: load.time - 0.5,
				ended: load.time - 0.4,
				received: load.time - 0.4,
			};
			return {
				records: run.records
					.filter((record) => record.pod !== "pod-0" || record.number <= load.number || record.process !== successor)
					.filter(({ pod, process }) => pod !== "pod-0" || process <= successor),
				reads: [told],
				events: [],
			};
		});
	});

	test("an altered state: off the chain", () => {
		caught("chain", (run, choice) => {
			const claims = [
				...updatesOf(run.records),
				...loadsOf(run.records).filter(({ state }) => state !== null),
				...run.records.filter(({ kind, type }) => kind === "persist" && type === "invoke"),
			];
			const record = choose(claims, choice);
			const state = record.state as string;
			const altered = (state[0] === "A" ? "B" : "A") + state.slice(1);
			return withRecord(run, record, { state: altered });
		});
	});

	test("a swapped index: off the chain", () => {
		caught("chain", (run, choice) => {
			const placed = [...updatesOf(run.records), ...loadsOf(run.records)].filter(({ index }) => index !== null);
			const record = choose(placed, choice);
			const index = (record.index as number) + 1 + (choice % 3);
			return withRecord(run, record, { index });
		});
	});

	describe("an older state that comes back", () => {
		const replay = (run: Run, choice: number) => {
			const mine = ofPod("pod-0", run);
			// Not one that an update left which timed out: nobody had been told of that.
			const loads = loadsOf(mine).filter(
				({ time, index }) =>
					index && updatesOf(mine).some((update) => update.index === index && update.time < time - 0.02),
			);
			const load = choose(loads, choice);
			const older = choice % (load.index as number);
			return withRecord(run, load, position("pod-0", older));
		};
		test("goes backwards", () => caught("monotonic", replay));
		test("is stale", () => caught("fresh", replay));
	});

	test("an update that a second process had acknowledged as well: a fork", () => {
		caught("noFork", (run, choice) => {
			const update = choose(updatesOf(run.records), choice);
			const second = { ...update, process: update.process + 0.125 };
			return {
				...run,
				records: [
					...run.records,
					{ ...second, type: "invoke", number: 0, operation: 0 },
					{ ...second, number: 1, operation: 0 },
				],
			};
		});
	});

	test("a client that was told of an update which another process had acknowledged: a fork", () => {
		caught("noFork", (run, choice) => {
			const told = advanceOf(choose(updatesOf(run.records), choice));
			return {
				...run,
				reads: [...run.reads, { ...told, process: told.process + 0.125 }],
			};
		});
	});

	test("a client's read that is older than what had been acknowledged: stale", () => {
		caught("fresh", (run, choice) => {
			const updates = updatesOf(ofPod("pod-0", run));
			const read = choose(
				readsFrom1(run).filter(({ index, started }) =>
					updates.some((update) => update.index === index && update.time < started - 0.01),
				),
				choice,
			);
			const older = choice % (read.index as number);
			return withRead(run, read, {
				...position("pod-0", older),
				client: "reader-9",
			});
		});
	});

	test("a client that reads an older state than it did: backwards", () => {
		caught("monotonic", (run, choice) => {
			const read = choose(readsFrom1(run), choice);
			const older = choice % (read.index as number);
			const again = {
				...read,
				...position("pod-0", older),
				started: read.ended + 0.0005,
				ended: read.ended + 0.001,
			};
			return { ...run, reads: [again, ...run.reads] };
		});
	});

	test("a client's read of a state that isn't its index's: off the chain", () => {
		caught("chain", (run, choice) => {
			const { index, ...read } = choose(readsFrom1(run), choice);
			const wrong = { ...read, index: (index as number) - 1 };
			return { ...run, reads: [...run.reads, wrong] };
		});
	});
});

describe("damage that leaves every property unknown", () => {
	const unknown = (corrupt: (run: Run, choice: number) => Run) =>
		fc.assert(
			fc.property(plan, fc.nat(), (plan, choice) => {
				const corrupted = corrupt(cleanRun(plan), choice);
				expect(new Set(Object.values(verdictsOf(corrupted)))).toEqual(new Set(["unknown"]));
			}),
		);
	/** A record that isn't the last of its process. */
	const notLast = ({ records }: Run, choice: number) =>
		choose(
			records.filter(({ pod, process, number }) =>
				records.some((other) => other.pod === pod && other.process === process && other.number > number),
			),
			choice,
		);

	test("a hole in the numbering", () => {
		unknown((run, choice) => {
			const missing = notLast(run, choice);
			return {
				...run,
				records: run.records.filter((record) => record !== missing),
			};
		});
	});

	test("two different records of one number", () => {
		unknown((run, choice) => {
			const record = choose(run.records, choice);
			const other = { ...record, revision: "another" };
			return { ...run, records: [...run.records, other] };
		});
	});

	test("an answer to another operation than it says", () => {
		unknown((run, choice) => {
			const { pod, process } = choose(run.records, choice);
			const last = run.records.findLast(
				(record) => record.pod === pod && record.process === process,
			) as OperationRecord;
			const answer: OperationRecord = {
				...last,
				number: last.number + 1,
				operation: 0,
				type: "fail",
			};
			return { ...run, records: [...run.records, answer] };
		});
	});

	test("a clock that goes back", () => {
		unknown((run, choice) => {
			const { pod, process, number } = notLast(run, choice);
			return {
				...run,
				reads: [],
				records: run.records.map((record) =>
					record.pod === pod && record.process === process && record.number > number
						? { ...record, time: record.time - 30 }
						: record,
				),
			};
		});
	});
});
