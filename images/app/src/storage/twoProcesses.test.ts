import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { judge } from "../../../../analysis/checker.ts";
import type { OperationRecord } from "../../../../schema/operation.ts";
import type { Request } from "../../../request.ts";
import { operationHistory } from "../history.ts";
import { locateState, precedesOnChain } from "../locate.ts";
import type { RetryPolicy } from "../retry.ts";
import { sha256Base64 } from "../sha256.ts";
import { noKnowledge, step } from "../step.ts";
import { CentralStorage } from "./central.ts";
import { httpConsensus } from "./consensus.ts";
import { couchDb } from "./couchdb.ts";
import { DecentralStorage } from "./decentral.ts";
import { etcdStates } from "./etcd.ts";
import { type Fault as ConsensusFault, fakeConsensus } from "./fakeConsensus.ts";
import { type Fault as CouchFault, fakeStateStore } from "./fakeCouch.ts";
import { type Fault as EtcdFault, fakeEtcd } from "./fakeEtcd.ts";
import type { RetryingStorageOptions } from "./retryingStorage.ts";
import { type RevisionedAdapter, stateStorage } from "./stateStorage.ts";

// Pauses take no time of their own, so that the scheduler alone says who goes on.
vi.mock("node:timers/promises", () => ({ setTimeout: async () => {} }));

const pod = "pod-0";
const limit = 50;
const quick: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};
const options: RetryingStorageOptions = {
	retry: quick,
	precedes: (id, stored, value) => precedesOnChain(sha256Base64, id, stored, value, limit),
};

/** A store, and an adapter of it for each process. */
interface Store<Fault> {
	faults: readonly Fault[];
	open(nextFault: () => Fault | null): {
		request: Request;
		adapter(request: Request): RevisionedAdapter;
	};
}

const central: Store<CouchFault> = {
	faults: [
		...(["refused", "applied-lost", "dropped-lost", "late", "twice"] as const),
		...(["stranger", "came-back-empty", "quorum-missed"] as const),
		...(["error", "applied-error"] as const),
	],
	open: (nextFault) => ({
		request: fakeStateStore(nextFault).request,
		adapter: (request) =>
			new CentralStorage(couchDb({ url: "http://central", database: "states", credentials: null }, request), options),
	}),
};

const consensus: Store<ConsensusFault> = {
	faults: [
		...(["refused", "applied-lost", "dropped-lost", "late", "twice"] as const),
		...(["unavailable", "unknown-applied", "unknown-dropped"] as const),
	],
	open: (nextFault) => ({
		request: fakeConsensus(nextFault).request,
		adapter: (request) => new DecentralStorage(httpConsensus("http://replica", request), options),
	}),
};

const etcd: Store<EtcdFault> = {
	faults: ["refused", "applied-lost", "dropped-lost", "twice"],
	open: (nextFault) => ({
		request: fakeEtcd(nextFault).request,
		adapter: (request) => new DecentralStorage(etcdStates(["http://a", "http://b"], request), options),
	}),
};

/** A process of the identity, from its start on. */
function lifeOf(
	process: number,
	storage: RevisionedAdapter,
	clock: () => number,
	send: (record: OperationRecord) => void,
) {
	let knowledge = noKnowledge;
	const effects = {
		identity: pod,
		sha256: sha256Base64,
		storage: stateStorage(pod, storage),
		clock,
		locate: (state: string) => locateState(sha256Base64, pod, state, limit),
		history: operationHistory({
			pod,
			process,
			clock,
			send: (record) => send({ ...record, received: clock() } as OperationRecord),
		}),
	};
	return async () => {
		const result = await step(clock(), knowledge, effects);
		knowledge = result.knowledge;
		return result.outcome === "ok" ? result.persisted.index : null;
	};
}

function testStore<Fault>(name: string, { faults, open }: Store<Fault>) {
	test(`${name}: of two processes at the same update only one has it acknowledged`, async () => {
		let now = 100;
		const { request, adapter } = open(() => null);
		const lives = [10, 20].map((process) =>
			lifeOf(
				process,
				adapter(request),
				() => (now += 0.001),
				() => {},
			),
		);
		await lives[0]?.();
		expect(await Promise.all(lives.map((next) => next()))).toEqual([1, null]);
	});

	test(`${name}: however two processes, lost answers, second deliveries and conflicts fall together, no update is acknowledged twice, and nobody sees a fork`, async () => {
		const fault = fc.oneof(
			{ arbitrary: fc.constant(null), weight: 5 },
			{ arbitrary: fc.constantFrom(...faults), weight: 1 },
		);
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), fc.array(fault, { maxLength: 40 }), async (scheduler, list) => {
				let now = 100;
				const clock = () => (now += 0.001);
				const records: OperationRecord[] = [];
				const { request, adapter } = open(() => list.shift() ?? null);
				const acknowledged: number[] = [];
				const live = async (process: number, steps: number) => {
					const next = lifeOf(
						process,
						adapter((method, url, given) =>
							scheduler.schedule(Promise.resolve(), `${process} sends`).then(() => request(method, url, given)),
						),
						clock,
						(record) => records.push(record),
					);
					for (let i = 0; i < steps; i++) {
						const index = await next();
						if (index !== null) acknowledged.push(index);
					}
				};
				await scheduler.waitFor(Promise.all([live(10, 6), live(20, 5), live(30, 3)]));
				expect(acknowledged).toEqual([...new Set(acknowledged)]);
				const { verdicts, violations } = judge(records, [], [pod]);
				expect(violations).toEqual([]);
				expect(verdicts.noFork).not.toBe("violated");
			}),
			{ numRuns: 200 },
		);
	}, 60_000);
}

describe("two processes of one identity", () => {
	testStore("the central store", central);
	testStore("a consensus replica", consensus);
	testStore("etcd", etcd);
});
