import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { judge } from "../checker.ts";
import { cleanRun, identities, plan, type Run } from "./cleanRun.fixture.ts";
import { position } from "./exampleHistory.ts";

/**
 * Whatever is missing from what a run left, or was changed in it afterwards, it is never judged to
 * hold: either the damage shows, or what was lost could have refuted the property.
 */
function neverHolds(damage: (run: Run, choice: number) => Run) {
	fc.assert(
		fc.property(plan, fc.nat(), (plan, choice) => {
			const { records, events, reads } = damage(cleanRun(plan), choice);
			const { verdicts } = judge(records, events, identities, { reads });
			expect(new Set(Object.values(verdicts))).not.toEqual(new Set(["holds"]));
		}),
	);
}

function choose<T>(from: readonly T[], choice: number): T {
	fc.pre(from.length > 0);
	return from[choice % from.length] as T;
}
const isSameProcess = (a: OperationRecord, b: OperationRecord) => a.pod === b.pod && a.process === b.process;

/** A process's records, and those of the others. */
function processOf({ records }: Run, choice: number) {
	const one = choose(records, choice);
	return {
		mine: records.filter((each) => isSameProcess(each, one)).toSorted((a, b) => a.number - b.number),
		others: records.filter((each) => !isSameProcess(each, one)),
	};
}

/** The same, numbered anew without holes. */
function renumbered(mine: readonly OperationRecord[]): OperationRecord[] {
	const numbers = new Map(mine.map(({ number }, i) => [number, i]));
	return mine.map((record, i) => ({
		...record,
		number: i,
		operation: numbers.get(record.operation) ?? i,
	}));
}

describe("lines", () => {
	test("any line that is missing", () => {
		neverHolds((run, choice) => {
			const lost = choose(run.records, choice);
			return { ...run, records: run.records.filter((each) => each !== lost) };
		});
	});

	test("any whole operation that is missing", () => {
		neverHolds((run, choice) => {
			const { pod, process, operation } = choose(run.records, choice);
			return {
				...run,
				records: run.records.filter(
					(each) => each.pod !== pod || each.process !== process || each.operation !== operation,
				),
			};
		});
	});

	test("a process that is missing as a whole", () => {
		neverHolds((run, choice) => ({
			...run,
			records: processOf(run, choice).others,
		}));
	});
});

describe("tails and halves", () => {
	test("the tail of a process", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			const kept = mine.slice(0, choice % mine.length);
			return { ...run, records: [...others, ...kept] };
		});
	});

	test("the tail of the file", () => {
		neverHolds((run, choice) => {
			const inOrder = run.records.toSorted((a, b) => a.received - b.received);
			return { ...run, records: inOrder.slice(0, choice % inOrder.length) };
		});
	});

	test("the head of the file", () => {
		neverHolds((run, choice) => {
			const inOrder = run.records.toSorted((a, b) => a.received - b.received);
			return {
				...run,
				records: inOrder.slice(1 + (choice % (inOrder.length - 1))),
			};
		});
	});

	test("the tail of all that was recorded, as if the observer had ended", () => {
		neverHolds((run, choice) => {
			const until = choose(run.records, choice).received - 0.0005;
			const isBefore = ({ received }: { received: number }) => received < until;
			return {
				records: run.records.filter(isBefore),
				reads: run.reads.filter(isBefore),
				events: run.events.filter(({ time }) => time < until),
			};
		});
	});

	test("all invokes, or all answers, of one kind", () => {
		neverHolds((run, choice) => {
			const { kind, type } = choose(run.records, choice);
			const isInvoke = type === "invoke";
			return {
				...run,
				records: run.records.filter((each) => each.kind !== kind || (each.type === "invoke") !== isInvoke),
			};
		});
	});
});

describe("renumberings", () => {
	test("a stretch that is cut out of a process which said how much it sent, the rest numbered anew", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			fc.pre(mine.at(-1)?.type !== "invoke");
			const from = choice % mine.length;
			const left = mine.toSpliced(from, 1 + (choice % 4));
			return { ...run, records: [...others, ...renumbered(left)] };
		});
	});

	test("two records of a process that swap their numbers", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			fc.pre(mine.length > 1);
			const at = choice % (mine.length - 1);
			const [one, other] = mine.slice(at, at + 2) as [OperationRecord, OperationRecord];
			return {
				...run,
				records: [
					...others,
					...mine.toSpliced(at, 2, { ...other, number: one.number }, { ...one, number: other.number }),
				],
			};
		});
	});
});

describe("answers", () => {
	test("an answer that says otherwise than it did", () => {
		neverHolds((run, choice) => {
			const answer = choose(
				run.records.filter(({ type }) => type === "ok"),
				choice,
			);
			const { mine, others } = processOf(run, run.records.indexOf(answer));
			// Of a process that was killed nobody knows how much it had acknowledged.
			fc.pre(mine.at(-1)?.type !== "invoke" || answer.kind === "load");
			const otherwise = {
				...answer,
				type: "fail" as const,
				...(answer.kind === "load" && { index: null, state: null }),
			};
			return {
				...run,
				records: [...others, ...mine.map((each) => (each === answer ? otherwise : each))],
			};
		});
	});
});

describe("phantoms", () => {
	/** Found by a look at the store at the run's end, as the store would tell it. */
	const looked = (run: Run, index: number): Run => ({
		...run,
		reads: run.reads.map((read) =>
			read.kind === "stored" && read.pod === "pod-0" ? { ...read, ...position("pod-0", index), index: null } : read,
		),
	});

	test("a state in the store that nobody asked to be persisted", () => {
		neverHolds((run, choice) => {
			const asked = run.records.filter(({ pod }) => pod === "pod-0").map(({ index }) => index ?? -1);
			return looked(run, Math.max(...asked) + 1 + (choice % 5));
		});
	});

	test("a state that a client read and nobody asked to be persisted", () => {
		neverHolds((run, choice) => {
			const read = choose(
				run.reads.filter(({ index, kind }) => index !== null && kind === "read"),
				choice,
			);
			const beyond = { ...read, ...position(read.pod, 500 + (choice % 50)) };
			return {
				...run,
				reads: run.reads.map((each) => (each === read ? beyond : each)),
			};
		});
	});

	test("a state whose only attempt had failed", () => {
		neverHolds((run, choice) => {
			const persists = Map.groupBy(
				run.records.filter(({ pod, kind }) => pod === "pod-0" && kind === "persist"),
				({ index }) => index,
			);
			// An earlier attempt that nobody answered may have been applied since.
			const only = [...persists.values()].flatMap(([, answer, another]) =>
				answer?.type === "ok" && another === undefined ? [answer] : [],
			);
			const aborted = choose(only, choice);
			const { mine, others } = processOf(run, run.records.indexOf(aborted));
			const records = mine.map((each) => (each === aborted ? { ...each, type: "fail" as const } : each));
			return { ...run, records: [...others, ...records] };
		});
	});
});

describe("silent survivors", () => {
	test("an identity of which nothing is known from some moment on", () => {
		neverHolds((run, choice) => {
			const { pod, received } = choose(run.records, choice);
			return {
				records: run.records.filter((each) => each.pod !== pod || each.received < received),
				reads: run.reads.filter((each) => each.pod !== pod || each.received < received),
				events: run.events.filter((each) => each.pod !== pod || each.time < received),
			};
		});
	});

	test("an identity that nobody looked for in the end", () => {
		neverHolds((run, choice) => ({
			...run,
			reads: run.reads.filter(({ kind, pod }) => kind !== "stored" || pod !== choose(identities, choice)),
		}));
	});
});

describe("clocks", () => {
	const seconds = (choice: number) => (choice % 2 ? 1 : -1) * (5 + (choice % 60));

	test("a process whose clock was wrong from some record on", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			// Of few records on either side nobody can tell.
			fc.pre(mine.length >= 8);
			const from = 4 + (choice % (mine.length - 4));
			const shift = seconds(choice);
			fc.pre(shift > 0 || from < mine.length - 1);
			return {
				...run,
				records: [...others, ...mine.map((each, i) => (i < from ? each : { ...each, time: each.time + shift }))],
			};
		});
	});

	test("a process whose clock was ahead all the time", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			const shift = Math.abs(seconds(choice));
			return {
				...run,
				records: [
					...others,
					...mine.map((each) => ({
						...each,
						time: each.time + shift,
						intended: each.intended + shift,
					})),
				],
			};
		});
	});
});

describe("foreign records", () => {
	test("records of somebody who is no replica of the run", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			return {
				...run,
				records: [...others, ...mine, ...mine.map((each) => ({ ...each, pod: "pod-77" }))],
			};
		});
	});

	test("a process that nobody ever heard of", () => {
		neverHolds((run, choice) => {
			const { mine } = processOf(run, choice);
			const foreign = mine.map((each) => ({
				...each,
				process: each.process + 0.375,
			}));
			return { ...run, records: [...run.records, ...foreign] };
		});
	});

	test("records that another process of the identity sent", () => {
		neverHolds((run, choice) => {
			const { mine, others } = processOf(run, choice);
			const last = mine.at(-1) as OperationRecord;
			const added = mine.slice(-4).map((each, i) => ({
				...each,
				number: last.number + 1 + i,
				operation: last.number + 1 + i - (each.number - each.operation),
			}));
			return { ...run, records: [...others, ...mine, ...added] };
		});
	});
});

describe("events", () => {
	test("the word of a process on how much it sent", () => {
		neverHolds((run, choice) => {
			const word = choose(
				run.events.filter(({ event }) => event === "history-confirmed"),
				choice,
			);
			return { ...run, events: run.events.filter((each) => each !== word) };
		});
	});

	test("the run's start or end", () => {
		neverHolds((run, choice) => ({
			...run,
			events: run.events.filter(({ event }) => event !== choose(["run-started", "run-ended"], choice)),
		}));
	});
});
