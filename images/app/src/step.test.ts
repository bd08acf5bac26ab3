import { describe, expect, test } from "vitest";
import { operationHistory, type SentRecord } from "./history.ts";
import { locateState } from "./locate.ts";
import { sha256Base64 } from "./sha256.ts";
import { furthest, type Knowledge, noKnowledge, recall, step, successor } from "./step.ts";
import { NotApplied, UnknownOutcome } from "./storage/outcome.ts";
import type { StateStorage } from "./storage/stateStorage.ts";

const identity = "pod-0";

function chain(length: number) {
	const positions = [successor(sha256Base64, identity, null)];
	while (positions.length < length) {
		positions.push(successor(sha256Base64, identity, positions.at(-1) ?? null));
	}
	return positions;
}
const positions = chain(10);
const at = (index: number) => positions[index] ?? { index, state: "" };
const knowing = (index: number): Knowledge => ({
	acknowledged: at(index),
	attempted: at(index),
	foreign: null,
});

function lab(stored: string | null) {
	const sent: SentRecord[] = [];
	let now = 1000;
	const clock = () => now++;
	const memory = { state: stored, walks: 0, revision: 0 };
	const storage: Pick<StateStorage, "load" | "persist"> = {
		async load() {
			return {
				state: memory.state,
				revision: memory.state === null ? null : `${memory.revision}-x`,
			};
		},
		async persist(state) {
			memory.state = state;
			return { revision: `${++memory.revision}-x` };
		},
	};
	return {
		sent,
		memory,
		storage,
		run: (knowledge: Knowledge) =>
			step(1000, knowledge, {
				identity,
				sha256: sha256Base64,
				storage,
				clock,
				history: operationHistory({
					pod: identity,
					process: 1,
					clock,
					send: (record) => sent.push(record),
				}),
				locate: (state) => {
					memory.walks++;
					return locateState(sha256Base64, identity, state, 100);
				},
			}),
		told: () => sent.map(({ kind, type, index, revision }) => [kind, type, index, revision]),
	};
}

test("state 0 hashes the identity, each next one the state before", () => {
	expect(positions.slice(0, 3)).toEqual([
		{ index: 0, state: "ehIjf2P/Jdj5nd8Oo9CPSw/xvNtpTxwe0t5Y7SWHy2k=" },
		{ index: 1, state: "h93QgNJEmNejlZXsWKM59TOyLJfWdpedpVLirFow9IU=" },
		{ index: 2, state: "KQz64JLF67dB/DREluXpB0F4rq3Gpal6kvZD+7cQ1eY=" },
	]);
});

test("the replica goes on from the furthest state it knows", () => {
	expect(furthest(null, null)).toBeNull();
	expect(furthest(at(3), null)).toEqual(at(3));
	expect(furthest(null, at(3))).toEqual(at(3));
	expect(furthest(at(4), at(3))).toEqual(at(4));
	expect(furthest(at(2), at(3))).toEqual(at(3));
});

test("a state this process dealt with needs no walk", () => {
	const knowledge = { acknowledged: at(3), attempted: at(4), foreign: null };
	expect(recall(knowledge, at(3).state)).toEqual(at(3));
	expect(recall(knowledge, at(4).state)).toEqual(at(4));
	expect(recall(knowledge, at(5).state)).toBeNull();
});

describe("one step", () => {
	test("the very first one persists state 0", async () => {
		const { run, told } = lab(null);
		const result = await run(noKnowledge);
		expect(result.outcome).toBe("ok");
		expect(result.knowledge.acknowledged).toEqual(at(0));
		expect(told()).toEqual([
			["load", "invoke", null, null],
			["load", "ok", null, null],
			["persist", "invoke", 0, null],
			["persist", "ok", 0, "1-x"],
		]);
	});

	test("after a restart it goes on from the stored state", async () => {
		const { run, memory } = lab(at(6).state);
		const { knowledge } = await run(noKnowledge);
		expect(knowledge.acknowledged).toEqual(at(7));
		expect(memory.walks).toBe(1);
		await run(knowledge);
		expect(memory.walks).toBe(1);
		expect(memory.state).toBe(at(8).state);
	});

	test("a store that forgot is told the next state, and the history says what it answered", async () => {
		const { run, told, memory } = lab(null);
		const { knowledge } = await run(knowing(4));
		expect(knowledge.acknowledged).toEqual(at(5));
		expect(memory.state).toBe(at(5).state);
		expect(told()[1]).toEqual(["load", "ok", null, null]);
	});

	test("a state off the chain is left alone, and walked for only once", async () => {
		const { run, memory, told } = lab("somebody else's");
		const first = await run(noKnowledge);
		expect(first).toMatchObject({
			error: expect.stringMatching(/isn't on the chain of pod-0.*left as it is/),
		});
		const second = await run(first.knowledge);
		expect(second.outcome).toBe("fail");
		expect(memory).toMatchObject({ walks: 1, state: "somebody else's" });
		expect(told().filter(([kind]) => kind === "persist")).toEqual([]);
	});

	test("a load that fails ends the step, with nothing lost", async () => {
		const { run, storage, told } = lab(null);
		storage.load = async () => {
			throw new NotApplied("the store is gone");
		};
		expect(await run(knowing(4))).toEqual({
			knowledge: knowing(4),
			outcome: "fail",
			error: "the store is gone",
		});
		expect(told().at(-1)).toEqual(["load", "fail", null, null]);
	});

	test("an update of unknown outcome is not a new state, and is found again if it was applied", async () => {
		const { run, storage, memory, told } = lab(at(4).state);
		const { persist } = storage;
		storage.persist = async (state) => {
			await persist(state);
			throw new UnknownOutcome("no answer within 1 s");
		};
		const { knowledge, outcome } = await run(knowing(4));
		expect(outcome).toBe("unknown");
		expect(knowledge.acknowledged).toEqual(at(4));
		expect(told().at(-1)).toEqual(["persist", "unknown", 5, null]);
		storage.persist = persist;
		await run(knowledge);
		expect(memory).toMatchObject({ state: at(6).state, walks: 0 });
	});

	test("an update that was certainly not applied is a failure and is made again", async () => {
		const { run, storage, memory, told } = lab(at(4).state);
		const { persist } = storage;
		storage.persist = async () => {
			throw new NotApplied("ECONNREFUSED");
		};
		const { knowledge } = await run(knowing(4));
		expect(told().at(-1)).toEqual(["persist", "fail", 5, null]);
		storage.persist = persist;
		await run(knowledge);
		expect(memory.state).toBe(at(5).state);
	});

	test("the load's end is stamped before the walk", async () => {
		const { run, sent } = lab(at(6).state);
		await run(noKnowledge);
		const [invoked, ended] = sent;
		expect((ended?.time ?? 0) - (invoked?.time ?? 0)).toBe(1);
	});
});
