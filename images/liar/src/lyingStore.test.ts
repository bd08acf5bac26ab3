import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endsOf } from "../../../analysis/checker/exampleHistory.ts";
import { judge } from "../../../analysis/checker.ts";
import type { OperationRecord } from "../../../schema/operation.ts";
import { mulberry32 } from "../../../schema/victims.ts";
import { operationHistory } from "../../app/src/history.ts";
import { locateState } from "../../app/src/locate.ts";
import type { RetryPolicy } from "../../app/src/retry.ts";
import { sha256Base64 } from "../../app/src/sha256.ts";
import { noKnowledge, step } from "../../app/src/step.ts";
import { CentralStorage } from "../../app/src/storage/central.ts";
import { couchDb } from "../../app/src/storage/couchdb.ts";
import { fakeStateStore } from "../../app/src/storage/fakeCouch.ts";
import { stateStorage } from "../../app/src/storage/stateStorage.ts";
import { type Lie, type LieKind, lyingStore } from "./lyingStore.ts";

const server = {
	url: "http://liar:5985",
	database: "states",
	credentials: null,
};

const withoutPauses: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};

/**
 * Lives of a replica one after the other, on a store that lies: what the checker says of them, and
 * whether any answer to the replica was another than the last update that had been acknowledged to
 * it, which an honest store would have answered.
 */
async function history(identity: string, lives: readonly number[], { rate, seed }: { rate: number; seed: number }) {
	let now = 1_800_000_000;
	const lies: Lie[] = [];
	const records: OperationRecord[] = [];
	const couch = fakeStateStore();
	const request = lyingStore(couch.request, {
		rate,
		random: mulberry32(seed),
		onLie: (lie) => lies.push(lie),
	});
	for (const steps of lives) {
		const process = now;
		const storage = new CentralStorage(couchDb(server, request), {
			precedes: () => true,
			retry: withoutPauses,
		});
		const effects = {
			identity,
			sha256: sha256Base64,
			storage: stateStorage(identity, storage),
			clock: () => {
				now += 0.02;
				return now;
			},
			locate: (state: string) => locateState(sha256Base64, identity, state, 60),
			history: operationHistory({
				...{ pod: identity, process, clock: () => (now += 0.02) },
				send: (record) => records.push({ ...record, received: record.time }),
			}),
		};
		let knowledge = noKnowledge;
		for (let i = 0; i < steps; i++) {
			({ knowledge } = await step(now, knowledge, effects));
		}
		now += 1;
	}
	let acknowledged: string | null = null;
	let outcomesChanged = 0;
	for (const { kind, type, state } of records) {
		if (type !== "ok") continue;
		if (kind === "persist") acknowledged = state;
		else if (state !== acknowledged) outcomesChanged++;
	}
	const { violations, doubts } = judge(records, endsOf(records), [identity]);
	return { lies, violations, doubts, outcomesChanged, records };
}

const lives = fc.array(fc.integer({ min: 1, max: 8 }), {
	minLength: 1,
	maxLength: 4,
});
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("a store that lies", () => {
	test("whatever it lies about, the checker blames it exactly when an outcome was another", async () => {
		await fc.assert(
			fc.asyncProperty(
				...([lives, seeds, fc.double({ min: 0, max: 0.6, noNaN: true })] as const),
				async (lives, seed, rate) => {
					const found = await history("pod-0", lives, { rate, seed });
					expect(found.doubts).toEqual([]);
					expect(found.violations.length > 0).toBe(found.outcomesChanged > 0);
				},
			),
			{ numRuns: 200 },
		);
	}, 60_000);

	test("one that never lies is never blamed", async () => {
		await fc.assert(
			fc.asyncProperty(lives, seeds, async (lives, seed) => {
				const found = await history("pod-0", lives, { rate: 0, seed });
				expect(found.lies).toEqual([]);
				expect(found.violations).toEqual([]);
			}),
			{ numRuns: 50 },
		);
	});

	test("the same seed tells the same lies, of all kinds", async () => {
		const run = () => history("pod-0", [40], { rate: 0.3, seed: 7 });
		const { lies } = await run();
		expect((await run()).lies).toEqual(lies);
		expect(new Set(lies.map(({ kind }) => kind))).toEqual(
			new Set<LieKind>(["older", "altered", "dropped", "repeated"]),
		);
	});

	test.each<[LieKind, string[]]>([
		// A state that isn't there for a while, and written anew then, can't be told from a lost one.
		["older", ["durability", "fresh", "monotonic"]],
		["altered", ["chain"]],
		["dropped", ["durability", "fresh", "monotonic"]],
		["repeated", ["durability", "fresh", "monotonic"]],
	])("a single lie of the kind %s breaks %j", async (kind, properties) => {
		const broken = await firstWith(kind);
		expect(new Set(broken.violations.map(({ property }) => property))).toEqual(new Set(properties));
	});
});

/** A history in which the only lie is one of that kind, and an outcome was another for it. */
async function firstWith(kind: LieKind) {
	for (let seed = 0; seed < 5000; seed++) {
		const found = await history("pod-0", [8], { rate: 0.05, seed });
		const isIt = found.lies.length === 1 && found.lies[0]?.kind === kind;
		if (isIt && found.outcomesChanged > 0) return found;
	}
	throw new Error(`No seed tells one lie of the kind ${kind}.`);
}
