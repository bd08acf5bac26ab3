import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OperationRecord, operationRecord } from "../../schema/operation.ts";
import { position } from "../checker/exampleHistory.ts";
import { judge } from "../checker.ts";
import { askPorcupine } from "./askPorcupine.fixture.ts";
import { confirmations, correctRecords, type Damage, damages, plan, pod, type Recorded } from "./damage.fixture.ts";
import { jepsenEdn } from "./jepsen.ts";
import { type PorcupineHistory, porcupineHistory } from "./porcupine.ts";

/**
 * What a register with compare-and-set rules out. Which state belongs to which index (`chain`) is
 * no question to a register.
 */
const shared: ReadonlySet<string> = new Set(["durability", "monotonic", "noFork", "fresh", "noPhantom"]);

const historiesOfAKind = 250;

function only(recorded: Recorded): PorcupineHistory {
	const [history] = porcupineHistory(recorded.records, recorded.reads);
	return (
		history ?? {
			key: pod,
			initial: null,
			tolerance: 0,
			missing: [],
			operations: [],
		}
	);
}

function judged(recorded: Recorded) {
	const { records, reads } = recorded;
	const { verdicts, doubts } = judge(records, confirmations(recorded), [pod], {
		reads,
	});
	return {
		doubts,
		verdicts,
		violated: Object.entries(verdicts)
			.filter(([property, verdict]) => shared.has(property) && verdict === "violated")
			.map(([property]) => property),
	};
}

/** What both say of each history. */
function cases(recorded: readonly Recorded[]) {
	const histories = recorded.map(only);
	const results = askPorcupine(histories);
	expect(results).toHaveLength(recorded.length);
	return recorded.map((each, i) => ({
		porcupine: results[i],
		history: histories[i] as PorcupineHistory,
		...judged(each),
	}));
}

/** Generated histories with one kind of damage. */
function generated(damage: Damage, number = historiesOfAKind): Recorded[] {
	return fc.sample(fc.tuple(plan, fc.nat()), number).map(([plan, choice]) => damage(correctRecords(plan), choice));
}

type Case = ReturnType<typeof cases>[number];

function disagreements(recorded: readonly Recorded[]): Case[] {
	return cases(recorded).filter((each) => !agree(each));
}

function agree({ porcupine, violated, doubts, history }: Case): boolean {
	if (history.missing.length > 0) return porcupine === "Unknown";
	if (porcupine === "Illegal") {
		// What isn't whole, or in order, is unknown at the least.
		return violated.length > 0 || doubts.length > 0;
	}
	// A phantom at the very beginning may have been there before: Porcupine is told to begin with it.
	const others = violated.filter((property) => property !== "noPhantom");
	return porcupine === "Ok" && others.length === 0;
}

const kinds = Object.entries(damages) as [string, Damage][];

test.each(kinds)("Porcupine and the checker agree about histories with %s", (_, damage) => {
	expect(disagreements(generated(damage))).toEqual([]);
});

test("nothing is illegal that correct replicas and a correct store do", () => {
	const wrong = cases(generated(damages.none)).filter(
		({ porcupine, violated }) => porcupine !== "Ok" || violated.length > 0,
	);
	expect(wrong).toEqual([]);
});

test("the damages are of use: many histories are illegal, and many aren't", () => {
	const results = cases(kinds.flatMap(([, damage]) => generated(damage, 40)));
	const count = (wanted: string) => results.filter(({ porcupine }) => porcupine === wanted).length;
	expect(count("Illegal")).toBeGreaterThan(results.length / 4);
	expect(count("Ok")).toBeGreaterThan(results.length / 4);
});

describe("what the model takes for right and wrong", () => {
	const at = 1_800_000_000;
	type Step = [
		process: number,
		kind: "load" | "persist",
		index: number,
		type: "ok" | "fail" | "unknown" | "open",
		start: number,
		end: number,
	];
	/** Operations by milliseconds since the beginning. */
	function history(...steps: Step[]): PorcupineHistory {
		const numbers = new Map<number, number>();
		const next = (process: number) => {
			const number = numbers.get(process) ?? 0;
			numbers.set(process, number + 1);
			return number;
		};
		const records = steps.flatMap(([process, kind, index, type, start, end]): OperationRecord[] => {
			const invoke: OperationRecord = {
				pod,
				process: at + process,
				number: next(process),
				operation: 0,
				type: "invoke",
				kind,
				...position(pod, kind === "load" ? -1 : index),
				revision: null,
				intended: at + start / 1000,
				time: at + start / 1000,
				received: at + start / 1000,
			};
			invoke.operation = invoke.number;
			if (type === "open") return [invoke];
			return [
				invoke,
				{
					...invoke,
					...position(pod, index),
					number: next(process),
					type,
					time: at + end / 1000,
					received: at + end / 1000,
				},
			];
		});
		return only({ records, reads: [] });
	}

	test.each<[string, "Ok" | "Illegal", Step[]]>([
		[
			"an update whose answer was lost may be there or not",
			"Ok",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "open", 10, 0],
				[2, "load", -1, "ok", 100, 105],
				[2, "load", 0, "ok", 200, 205],
			],
		],
		[
			"a process finds its own earlier attempt there",
			"Ok",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "unknown", 10, 20],
				[1, "load", -1, "ok", 21, 25],
				[2, "load", 0, "ok", 100, 105],
				[1, "persist", 0, "ok", 200, 205],
			],
		],
		[
			"a process finds another's attempt there",
			"Illegal",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "unknown", 10, 20],
				[1, "load", 0, "ok", 21, 25],
				[2, "persist", 0, "ok", 200, 205],
			],
		],
		[
			"an update that failed was not applied",
			"Illegal",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "fail", 10, 20],
				[1, "load", 0, "ok", 100, 105],
			],
		],
		[
			"within the tolerance two processes have no order",
			"Ok",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "ok", 10, 20],
				[2, "load", -1, "ok", 29, 35],
			],
		],
		[
			"beyond it they have",
			"Illegal",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "ok", 10, 20],
				[2, "load", -1, "ok", 31, 35],
			],
		],
		[
			"a process has its own order within it, too",
			"Illegal",
			[
				[1, "load", -1, "ok", 0, 5],
				[1, "persist", 0, "ok", 10, 20],
				[1, "load", -1, "ok", 21, 22],
			],
		],
		[
			"a history may begin with a state",
			"Ok",
			[
				[1, "load", 7, "ok", 0, 5],
				[1, "persist", 8, "ok", 10, 20],
			],
		],
		[
			"an update goes on from the one before",
			"Illegal",
			[
				[1, "load", 7, "ok", 0, 5],
				[1, "persist", 9, "ok", 10, 20],
			],
		],
	])("%s", (_, expected, steps) => {
		expect(askPorcupine([history(...steps)])).toEqual([expected]);
	});

	test("many attempts without an answer, as in a long outage, are decided in no time", () => {
		const steps: Step[] = [[1, "load", -1, "ok", 0, 5]];
		for (let i = 0; i < 200; i++) {
			const start = 1000 * i;
			steps.push(
				[1, "persist", 0, "unknown", start + 10, start + 500],
				[1, "load", -1, "ok", start + 510, start + 520],
			);
		}
		steps.push([1, "persist", 0, "ok", 300_000, 300_005]);
		steps.push([2, "load", -1, "ok", 400_000, 400_005]);
		expect(askPorcupine([history(...steps)])).toEqual(["Illegal"]);
		expect(askPorcupine([history(...steps.slice(0, -1))])).toEqual(["Ok"]);
	});

	test("of a history that lacks something nothing is said", () => {
		const whole = history([1, "load", 0, "ok", 0, 5]);
		expect(askPorcupine([{ ...whole, missing: ["A hole."] }])).toEqual(["Unknown"]);
	});
});

describe("Jepsen's format", () => {
	/**
	 * An EDN history as strict registers: a line is a moment, a process a client, and no process
	 * finds its own update there already.
	 */
	function asStrictRegister(lines: readonly string[]): PorcupineHistory {
		const operations: PorcupineHistory["operations"] = [];
		const open = new Map<string, PorcupineHistory["operations"][number]>();
		let initial: number | null = null;
		for (const [line, text] of lines.entries()) {
			const found = /:process (\d+), :type :(\w+), :f :(\w+), :key "pod-0", :value (?:\[(?:nil|\d+) )?(nil|\d+)/.exec(
				text,
			) as RegExpExecArray;
			const [, process = "", type, f, told] = found;
			const value = told === "nil" ? null : Number(told);
			if (f === "write") initial = value;
			else if (type === "invoke") {
				const operation = {
					client: operations.length,
					process: operations.length,
					kind: f === "read" ? ("load" as const) : ("persist" as const),
					value,
					call: line,
					return: null,
				};
				operations.push(operation);
				open.set(process, operation);
			} else if (type === "ok") {
				Object.assign(open.get(process) ?? {}, { return: line, value });
			} else if (type === "fail") {
				operations.splice(operations.indexOf(open.get(process) as (typeof operations)[number]), 1);
			}
		}
		const telling = operations.filter((each) => each.kind === "persist" || each.return !== null);
		return {
			key: pod,
			initial,
			tolerance: 0,
			missing: [],
			operations: telling.map((each, i) => ({
				...each,
				client: i,
				process: i,
			})),
		};
	}

	test.each([
		["nothing wrong", damages.none],
		["a store that forgot", damages["a store that forgot"]],
		["an update of two processes", damages["an update of two processes"]],
		["a load that is ahead", damages["a load that is ahead"]],
	])("calls nothing illegal of %s that is legal", (_, damage) => {
		const recorded = generated(damage);
		const edn = recorded.map(({ records, reads }) =>
			[...jepsenEdn(records, reads)].filter((line) => !line.startsWith(";")),
		);
		const strict = askPorcupine(edn.map(asStrictRegister));
		const exact = askPorcupine(recorded.map(only));
		for (const [i, result] of exact.entries()) {
			if (result === "Ok") expect(strict[i], edn[i]?.join("\n")).toBe("Ok");
		}
		const illegal = (results: readonly string[]) => results.filter((result) => result === "Illegal").length;
		expect(illegal(strict)).toBeGreaterThanOrEqual(illegal(exact) / 2);
	});
});

/**
 * Histories of real runs: any `*.ndjson` in `fixtures` whose lines are those of a run's
 * `operations.ndjson`, of one or more replicas.
 */
describe("real histories", () => {
	const folder = join(import.meta.dirname, "fixtures");
	const files = readdirSync(folder).filter((name) => name.endsWith(".ndjson"));

	function recordsOf(file: string): OperationRecord[] {
		return readFileSync(join(folder, file), "utf8")
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => operationRecord.parse(JSON.parse(line)));
	}

	test.each(files)("%s is legal, and nothing in it is violated", (file) => {
		const records = recordsOf(file);
		const histories = porcupineHistory(records);
		expect(histories.length).toBeGreaterThan(0);
		expect(new Set(askPorcupine(histories))).toEqual(new Set(["Ok"]));
		const pods = histories.map(({ key }) => key);
		const { verdicts } = judge(records, [], pods);
		expect(Object.values(verdicts)).not.toContain("violated");
	});

	test.each(files)("both agree about %s, whatever damage is done to it", (file) => {
		const records = recordsOf(file).filter((record) => record.pod === pod);
		const damaged = kinds.flatMap(([, damage]) =>
			fc.sample(fc.nat(), 20).map((choice) => damage({ records, reads: [] }, choice)),
		);
		expect(disagreements(damaged)).toEqual([]);
	});
});
