import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { CentralStorage } from "./central.ts";
import { couchDb } from "./couchdb.ts";
import { type Fault, fakeStateStore } from "./fakeCouch.ts";
import { fencedCouch, type Lease, seal, takeOver, unseal } from "./fenced.ts";
import { NotApplied } from "./outcome.ts";
import { plainKeyv } from "./stateStorage.ts";

const quick: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};

const server = {
	url: "http://central:5984",
	database: "states",
	credentials: null,
};

type Couch = ReturnType<typeof fakeStateStore>;

function take(couch: Couch, lease: Lease) {
	return takeOver(couchDb(server, couch.request), "pod-0", lease, {
		stop: new AbortController().signal,
		timeoutSeconds: 1,
		pauseSeconds: 0,
		onWaiting: () => {},
	});
}

function storageOf(couch: Couch, lease: Lease, onFenced = (_: Lease) => {}) {
	return new CentralStorage(fencedCouch(couchDb(server, couch.request), lease, onFenced), {
		retry: quick,
		// Values of these tests are numbers in order; empty: none yet.
		precedes: (_, stored, value) => Number(stored) < Number(value),
	});
}

const a: Lease = { epoch: 1, holder: "pod-0 100" };
const b: Lease = { epoch: 2, holder: "standby-0 100.5" };

function statesOf(couch: Couch) {
	return couch.updates("pod-0").map(({ value }) => unseal(value)?.state);
}

describe("a fenced store", () => {
	testAdapterContract("in memory", () => storageOf(fakeStateStore(), a));

	test("taking over keeps the state, and the earlier holder's writes conflict for good", async () => {
		const couch = fakeStateStore();
		expect(await take(couch, a)).toEqual({ taken: true });
		const fenced: Lease[] = [];
		const old = storageOf(couch, a, (by) => fenced.push(by));
		await old.get("pod-0");
		await old.set("pod-0", { value: "1" });
		expect(await take(couch, b)).toEqual({ taken: true });
		for (const value of ["2", "3"]) {
			await expect(old.set("pod-0", { value })).rejects.toThrow(
				"The central store didn't take a write: fenced: standby-0 100.5 took over with epoch 2.",
			);
		}
		await expect(old.get("pod-0")).rejects.toThrow(NotApplied);
		expect(fenced[0]).toMatchObject(b);
		const next = storageOf(couch, b);
		expect(await next.get("pod-0")).toMatchObject({ value: "1" });
		await next.set("pod-0", { value: "2" });
		expect(statesOf(couch)).toEqual(["", "1", "1", "2"]);
	});

	test("an update that the new holder made isn't taken for the old one's own, whose answer was lost", async () => {
		const couch = fakeStateStore(
			(() => {
				const faults: (Fault | null)[] = [null, null, null, "dropped-lost"];
				return (method, url) => (method === "PUT" && url.endsWith("pod-0") ? (faults.shift() ?? null) : null);
			})(),
		);
		await take(couch, a);
		const old = storageOf(couch, a);
		await old.get("pod-0");
		await old.set("pod-0", { value: "1" });
		await take(couch, b);
		const next = storageOf(couch, b);
		await next.get("pod-0");
		const lost = old.set("pod-0", { value: "2" });
		await next.set("pod-0", { value: "2" });
		await expect(lost).rejects.toThrow();
	});

	test("a lower epoch, and the same one of another holder, take nothing", async () => {
		const couch = fakeStateStore();
		await take(couch, b);
		for (const lease of [a, { ...b, holder: "pod-0 200" }]) {
			expect(await take(couch, lease)).toEqual({
				taken: false,
				by: { ...b, state: "" },
			});
		}
		expect(await take(couch, b)).toEqual({ taken: true });
	});

	test("what no lease's holder wrote is left alone", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "a state without an envelope");
		const stop = new AbortController();
		const reasons: string[] = [];
		const taken = await takeOver(couchDb(server, couch.request), "pod-0", a, {
			stop: stop.signal,
			timeoutSeconds: 1,
			pauseSeconds: 0,
			onWaiting(reason) {
				reasons.push(reason);
				stop.abort();
			},
		});
		expect(taken).toBeNull();
		expect(reasons).toEqual(["the store's document says nothing of a lease"]);
	});

	test("what is sealed is unsealed, and nothing else is", () => {
		fc.assert(
			fc.property(fc.nat(), fc.string(), fc.string(), (epoch, holder, state) => {
				const sealed = seal({ epoch, holder }, state);
				expect(unseal(sealed)).toEqual({ epoch, holder, state });
			}),
		);
		for (const text of ["", "state", "null", '{"epoch":1}']) {
			expect(unseal(text)).toBeNull();
		}
	});

	test("however processes take over from one another and requests fail, no update is acknowledged twice or lost", async () => {
		const faultNames: (Fault | null)[] = [
			...[null, null, null, null, "applied-lost" as const],
			...(["dropped-lost", "late", "error"] as const),
			...(["applied-error", "refused"] as const),
		];
		const fault = fc.constantFrom(...faultNames);
		const life = fc.record({
			epoch: fc.integer({ min: 1, max: 5 }),
			beginsAfter: fc.nat(60),
			steps: fc.integer({ min: 1, max: 8 }),
			pauses: fc.array(fc.nat(12), { minLength: 8, maxLength: 8 }),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(life, { minLength: 2, maxLength: 5 }),
				fc.array(fault, { maxLength: 60 }),
				async (lives, faults) => {
					const couch = fakeStateStore((method, url) =>
						url.endsWith("/pod-0") || method === "PUT" ? (faults.shift() ?? null) : null,
					);
					const acknowledged: { by: number; value: number }[] = [];
					const found: { by: number; value: number; after: number }[] = [];
					await Promise.all(
						lives.map(async (life, by) => {
							await turns(life.beginsAfter);
							const lease = { epoch: life.epoch, holder: `process ${by}` };
							const stop = AbortSignal.timeout(2000);
							const taken = await takeOver(couchDb(server, couch.request), "pod-0", lease, {
								stop,
								timeoutSeconds: 1,
								pauseSeconds: 0,
								onWaiting: () => {},
							});
							if (!taken?.taken) return;
							const storage = storageOf(couch, lease);
							let last = 0;
							for (let step = 0; step < life.steps; step++) {
								await turns(life.pauses[step] ?? 0);
								const before = Math.max(0, ...acknowledged.map(({ value }) => value));
								const loaded = await plainKeyv(storage)
									.get("pod-0")
									.catch(() => null);
								if (loaded === null) continue;
								const value = Number(loaded ?? 0);
								found.push({ by, value, after: before });
								last = Math.max(last, value) + 1;
								const ok = await storage.set("pod-0", { value: String(last) }).catch(() => false);
								if (ok) acknowledged.push({ by, value: last });
							}
						}),
					);
					const values = acknowledged.map(({ value }) => value);
					expect(new Set(values).size).toBe(values.length);
					for (const { value, after } of found) {
						expect(value).toBeGreaterThanOrEqual(after);
					}
					const epochs = couch.updates("pod-0").map(({ value }) => unseal(value)?.epoch ?? 0);
					expect(epochs).toEqual(epochs.toSorted((x, y) => x - y));
					const holders = Map.groupBy(
						couch.updates("pod-0").map(({ value }) => unseal(value)),
						(stored) => stored?.epoch,
					);
					for (const stored of holders.values()) {
						expect(new Set(stored.map((one) => one?.holder)).size).toBe(1);
					}
				},
			),
			{ numRuns: 300 },
		);
	}, 60_000);
});

/** Lets others go on for so many turns of the microtask queue. */
async function turns(count: number): Promise<void> {
	for (let i = 0; i < count; i++) await null;
}
