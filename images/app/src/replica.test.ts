import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationHistory, type SentRecord } from "./history.ts";
import { locateState } from "./locate.ts";
import { type Advance, createReplica } from "./replica.ts";
import { sha256Base64 } from "./sha256.ts";
import { successor } from "./step.ts";
import { NotApplied, UnknownOutcome } from "./storage/outcome.ts";
import type { StateStorage } from "./storage/stateStorage.ts";

type Store = Pick<StateStorage, "load" | "persist">;

function lab(over: (store: Store) => Store = (store) => store) {
	const told: string[] = [];
	const sent: SentRecord[] = [];
	const store = { state: null as string | null, gone: false };
	let now = 1000;
	const clock = () => now++;
	const replica = createReplica(
		{
			identity: "pod-0",
			sha256: sha256Base64,
			clock,
			history: operationHistory({
				pod: "pod-0",
				process: 1,
				clock,
				send: (record) => sent.push(record),
			}),
			locate: (state) => locateState(sha256Base64, "pod-0", state, 100),
			storage: over({
				async load() {
					if (store.gone) throw new NotApplied("the store is gone");
					return { state: store.state, revision: null };
				},
				async persist(state) {
					store.state = state;
					return { revision: null };
				},
			}),
		},
		{
			onReady: () => told.push("ready"),
			onState: ({ index }) => told.push(`state ${index}`),
			onMissed: (intervals) => told.push(`missed ${intervals}`),
			onTrouble: (reason) => told.push(reason ?? "persisting again"),
			onAdvance: (outcome) => told.push(`advance ${outcome}`),
		},
	);
	let interval = 0;
	const run = (missed = 0) => replica.run({ interval: interval++, intended: 500, missed });
	return { replica, store, told, sent, run };
}

const positions = [successor(sha256Base64, "pod-0", null)];
while (positions.length < 60) {
	positions.push(successor(sha256Base64, "pod-0", positions.at(-1) ?? null));
}

/** A store that holds each call until the gate is opened. */
function gated(store: Store) {
	const gate = Promise.withResolvers<void>();
	let closed = false;
	return {
		shut: () => {
			closed = true;
		},
		open: gate.resolve,
		store: {
			...store,
			async load() {
				if (closed) await gate.promise;
				return store.load();
			},
		} satisfies Store,
	};
}

function gatedLab() {
	let gate: ReturnType<typeof gated> | undefined;
	const made = lab((store) => {
		gate = gated(store);
		return gate.store;
	});
	return { ...made, gate: gate as ReturnType<typeof gated> };
}

test("a replica is ready after its first acknowledged update, and stays so without its store", async () => {
	const { replica, store, told, run } = lab();
	store.gone = true;
	await run();
	expect(replica.ready()).toBe(false);
	expect(replica.position()).toBeNull();
	store.gone = false;
	await run();
	expect(replica.ready()).toBe(true);
	store.gone = true;
	await run();
	expect(replica.ready()).toBe(true);
	expect(replica.position()?.index).toBe(0);
	expect(told).toEqual(["the store is gone", "state 0", "ready", "persisting again", "the store is gone"]);
});

test("a trouble that lasts is told once", async () => {
	const { store, told, run } = lab();
	store.gone = true;
	for (let i = 0; i < 5; i++) await run();
	expect(told).toEqual(["the store is gone"]);
});

test("missed intervals add up", async () => {
	const { replica, told, run } = lab();
	await run();
	await run(2);
	await run(3);
	expect(replica.missedIntervals()).toBe(5);
	expect(told.filter((text) => text.startsWith("missed"))).toEqual(["missed 2", "missed 3"]);
});

describe("an update out of turn", () => {
	test("is an operation like any other, due when it was asked for", async () => {
		const { replica, sent, run } = lab();
		await run();
		sent.length = 0;
		expect(await replica.advance()).toEqual({
			outcome: "ok",
			position: positions[1],
		});
		expect(replica.position()).toEqual(positions[1]);
		expect(sent.map(({ kind, type, index }) => [kind, type, index])).toEqual([
			["load", "invoke", null],
			["load", "ok", 0],
			["persist", "invoke", 1],
			["persist", "ok", 1],
		]);
		const [first] = sent;
		expect(new Set(sent.map(({ intended }) => intended))).toEqual(new Set([(first?.time ?? 0) - 1]));
	});

	test("is refused while the replica knows no state", async () => {
		const { replica, told, sent } = lab();
		expect(await replica.advance()).toEqual({
			outcome: "refused",
			reason: "pod-0 knows no state yet: try again in a moment.",
		});
		expect(sent).toEqual([]);
		expect(told).toEqual(["advance refused"]);
	});

	test.each<[Advance["outcome"], Error]>([
		["fail", new NotApplied("ECONNREFUSED")],
		["unknown", new UnknownOutcome("no answer within 1 s")],
	])("ends as %s where its write does, and says why", async (outcome, error) => {
		let broken = false;
		const { replica, run } = lab((store) => ({
			...store,
			async persist(state) {
				if (broken) throw error;
				return store.persist(state);
			},
		}));
		await run();
		broken = true;
		expect(await replica.advance()).toEqual({
			outcome,
			reason: error.message,
		});
		broken = false;
		expect(await replica.advance()).toEqual({
			outcome: "ok",
			position: positions[1],
		});
	});

	test("waits for its turn, but the loop's own step goes first", async () => {
		const { replica, run, gate } = gatedLab();
		await run();
		gate.shut();
		const order: string[] = [];
		const all = [
			replica.advance().then(() => order.push("in hand")),
			replica.advance().then(() => order.push("waiting")),
			run().then(() => order.push("loop")),
		];
		gate.open();
		await Promise.all(all);
		expect(order).toEqual(["in hand", "loop", "waiting"]);
		expect(replica.position()).toEqual(positions[3]);
	});

	test("is refused at once when 64 are waiting", async () => {
		const { replica, run, gate } = gatedLab();
		await run();
		gate.shut();
		const accepted = Array.from({ length: 65 }, () => replica.advance());
		expect(await replica.advance()).toEqual({
			outcome: "refused",
			reason: "64 others wait for their turn already: try again later.",
		});
		gate.open();
		for (const { outcome } of await Promise.all(accepted)) {
			expect(outcome).toBe("ok");
		}
		expect(replica.position()?.index).toBe(65);
	});

	test("of a client that left is not made", async () => {
		const { replica, run, gate } = gatedLab();
		await run();
		gate.shut();
		const leaving = new AbortController();
		const inHand = replica.advance();
		const left = replica.advance(leaving.signal);
		leaving.abort();
		expect((await left).outcome).toBe("refused");
		gate.open();
		await inHand;
		expect(replica.position()?.index).toBe(1);
	});

	test("is finished at a stop if it has begun, and no further step begins", async () => {
		const { replica, run, gate } = gatedLab();
		await run();
		gate.shut();
		const inHand = replica.advance();
		const waiting = replica.advance();
		const loop = run();
		const closed = replica.close();
		expect(await waiting).toEqual({
			outcome: "refused",
			reason: "This process is stopping: ask its successor.",
		});
		await loop;
		gate.open();
		await closed;
		expect((await inHand).outcome).toBe("ok");
		await run();
		expect((await replica.advance()).outcome).toBe("refused");
		expect(replica.position()?.index).toBe(1);
	});
});

describe("whatever the interleaving of the loop's steps and updates out of turn", () => {
	const fault = fc.constantFrom("none", "none", "fail", "lost", "applied");

	/** Steps and updates come, and the store answers, in an order that fast-check chooses. */
	async function interleaved(
		scheduler: fc.Scheduler,
		requests: readonly ("loop" | "advance")[],
		faults: readonly string[],
	) {
		const left = [...faults];
		let atOnce = 0;
		let mostAtOnce = 0;
		const counted = async <T>(work: () => Promise<T>): Promise<T> => {
			mostAtOnce = Math.max(mostAtOnce, ++atOnce);
			await scheduler.schedule(Promise.resolve());
			try {
				return await work();
			} finally {
				atOnce--;
			}
		};
		const { replica, sent, run } = lab((store) => ({
			load: () => counted(store.load),
			persist: (state) =>
				counted(async () => {
					const fault = left.shift() ?? "none";
					if (fault === "fail") throw new NotApplied("refused");
					if (fault === "lost") throw new UnknownOutcome("lost");
					const answer = await store.persist(state);
					if (fault === "applied") throw new UnknownOutcome("no answer");
					return answer;
				}),
		}));
		const advances: Promise<Advance>[] = [];
		// Before it, every update out of turn would be refused.
		const firstStep = run();
		await scheduler.waitIdle();
		await firstStep;
		const all = requests.map(async (request) => {
			await scheduler.schedule(Promise.resolve());
			if (request === "loop") return run();
			const advance = replica.advance();
			advances.push(advance);
			await advance;
		});
		await scheduler.waitIdle();
		await Promise.all(all);
		expect(mostAtOnce).toBe(1);
		const persists = sent.filter(({ kind }) => kind === "persist");
		const indicesOf = (type: SentRecord["type"]) =>
			persists.filter((record) => record.type === type).map(({ index }) => index as number);
		return { sent, indicesOf, advances: await Promise.all(advances) };
	}

	const requests = fc.array(fc.constantFrom("loop", "advance"), {
		minLength: 1,
		maxLength: 30,
	});

	test("acknowledged indices are consecutive and each on the chain", async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), requests, async (scheduler, asked) => {
				const { sent, indicesOf, advances } = await interleaved(scheduler, asked, []);
				const acknowledged = indicesOf("ok");
				expect(acknowledged).toEqual([0, ...asked.map((_, i) => i + 1)]);
				for (const { index, state } of sent) {
					if (index !== null) expect(state).toBe(positions[index]?.state);
				}
				const done = advances.flatMap((advance) => (advance.outcome === "ok" ? [advance.position] : []));
				for (const { index, state } of done) {
					expect(state).toBe(positions[index]?.state);
				}
				expect(new Set(done.map(({ index }) => index)).size).toBe(done.length);
			}),
		);
	});

	test("under faults none is acknowledged twice, and only one of unknown outcome is ever skipped", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				requests,
				fc.array(fault, { maxLength: 30 }),
				async (scheduler, asked, faults) => {
					const { indicesOf } = await interleaved(scheduler, asked, faults);
					const acknowledged = indicesOf("ok");
					expect(acknowledged).toEqual([...new Set(acknowledged)].sort((a, b) => a - b));
					const unknown = new Set(indicesOf("unknown"));
					const done = new Set(acknowledged);
					for (let index = 0; index < (acknowledged.at(-1) ?? 0); index++) {
						expect(done.has(index) || unknown.has(index)).toBe(true);
					}
				},
			),
		);
	});
});
