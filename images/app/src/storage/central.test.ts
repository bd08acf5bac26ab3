import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestFailed } from "../../../request.ts";
import type { RetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { CentralStorage } from "./central.ts";
import { couchDb } from "./couchdb.ts";
import { type FakeCouch, type Fault, fakeCouch, fakeStateStore } from "./fakeCouch.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";
import type { RetryingStorageOptions } from "./retryingStorage.ts";
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

function storageOn(couch: FakeCouch, options: RetryingStorageOptions = {}): CentralStorage {
	return new CentralStorage(couchDb(server, couch.request), {
		retry: quick,
		// Values of these tests are numbers in order.
		precedes: (_, stored, value) => Number(stored) < Number(value),
		...options,
	});
}

/** Faults in the order given, for requests that match. */
function faults(pattern: RegExp, ...list: (Fault | null)[]) {
	return (method: string, url: string) =>
		pattern.test(`${method} ${new URL(url).pathname}`) ? (list.shift() ?? null) : null;
}
const aPut = /^PUT \/states\/./;

describe("central storage", () => {
	testAdapterContract("in memory", () => storageOn(fakeStateStore()));

	test("a document that nobody has is asked of all nodes before it counts as missing, and the database is made by nobody here", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		expect(await storage.get("pod-0")).toBeUndefined();
		await storage.set("pod-0", { value: "1" });
		expect(couch.calls).toEqual(["GET /states/pod-0", "GET /states/pod-0?r=3", "PUT /states/pod-0"]);
	});

	test("a node that denies the database is never taken for an empty store, and nothing is made there", async () => {
		const stranger = fakeCouch();
		const storage = storageOn(stranger);
		const denied = "404 not_found (Database does not exist.)";
		await expect(storage.get("pod-0")).rejects.toThrow(`The central store didn't answer a read: ${denied}.`);
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(
			`The central store didn't take a write: ${denied}.`,
		);
		await expect(storage.delete("pod-0")).rejects.toThrow(NotApplied);
		await expect(storage.clear()).rejects.toThrow(NotApplied);
		expect(stranger.updates("pod-0")).toEqual([]);
		expect(stranger.calls).not.toContain("PUT /states");
	});

	test("whichever of its requests go to nodes that deny the database or came back empty, a state that was acknowledged is never taken for none", async () => {
		const fault = fc.constantFrom<Fault | null>(...(["stranger", "came-back-empty", "refused", null] as const));
		await fc.assert(
			fc.asyncProperty(fc.array(fault, { maxLength: 20 }), async (list) => {
				const couch = fakeStateStore(() => list.shift() ?? null);
				couch.put("pod-0", "41");
				const storage = storageOn(couch);
				for (let look = 0; look < 5; look++) {
					const found = await storage.get("pod-0").catch((error) => error);
					if (!(found instanceof NotApplied)) {
						expect(found).toMatchObject({ value: "41" });
					}
				}
				await storage.set("pod-0", { value: "0" }).catch(() => {});
				await storageOn(couch)
					.set("pod-0", { value: "0" })
					.catch(() => {});
				expect(couch.updates("pod-0")[0]).toMatchObject({ value: "41" });
			}),
			{ numRuns: 300 },
		);
	});

	test("the revision is kept from one update to the next", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		await storage.get("pod-0");
		for (const value of ["1", "2", "3"]) await storage.set("pod-0", { value });
		expect(couch.calls.slice(2)).toEqual(["PUT /states/pod-0", "PUT /states/pod-0", "PUT /states/pod-0"]);
		expect(storage.revisionOf("pod-0")).toBe("3-00000000");
	});

	test("a write whose answer was lost is found by reading and not repeated", async () => {
		const couch = fakeStateStore(faults(aPut, null, "applied-lost"));
		const storage = storageOn(couch);
		await storage.get("pod-0");
		await storage.set("pod-0", { value: "1" });
		expect(await storage.set("pod-0", { value: "2" })).toBe(true);
		expect(couch.updates("pod-0").map(({ value }) => value)).toEqual(["1", "2"]);
	});

	test("a write that never arrived is written again, with the revision read", async () => {
		const couch = fakeStateStore(faults(aPut, null, "dropped-lost"));
		const storage = storageOn(couch);
		await storage.get("pod-0");
		await storage.set("pod-0", { value: "1" });
		expect(await storage.set("pod-0", { value: "2" })).toBe(true);
		expect(couch.updates("pod-0").map(({ value }) => value)).toEqual(["1", "2"]);
	});

	test("202 is unknown, and isn't tried again", async () => {
		const couch = fakeStateStore(faults(aPut, "quorum-missed"));
		const storage = storageOn(couch);
		await storage.get("pod-0");
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(UnknownOutcome);
		expect(await storage.set("pod-0", { value: "2" })).toBe(true);
		expect(couch.updates("pod-0").map(({ value }) => value)).toEqual(["1", "2"]);
	});

	test("a store that refuses connections has certainly not applied a write", async () => {
		const couch = fakeStateStore(() => "refused");
		const storage = storageOn(couch);
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(
			"The central store didn't take a write: ECONNREFUSED.",
		);
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(NotApplied);
		expect(couch.calls.length).toBe(8);
	});

	test("a write once lost stays unknown though later tries are certainly not applied", async () => {
		const couch = fakeStateStore(faults(/./, "dropped-lost", "refused", "refused", "refused"));
		await expect(storageOn(couch).set("pod-0", { value: "1" })).rejects.toThrow(UnknownOutcome);
	});

	test("a failing store is an error, never a missing value", async () => {
		const keyv = plainKeyv(storageOn(fakeStateStore(() => "refused")));
		await expect(keyv.get("pod-0")).rejects.toThrow("The central store didn't answer a read: ECONNREFUSED.");
		await expect(keyv.set("pod-0", "1")).rejects.toThrow(NotApplied);
	});

	test("an earlier value behind an unknown revision is replaced", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "3");
		await storageOn(couch).set("pod-0", { value: "5" });
		expect(couch.updates("pod-0").at(-1)?.value).toBe("5");
	});

	test("the same value by another process is that one's update, and stays", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "5");
		const other = storageOn(couch);
		await other.set("pod-1", { value: "5" });
		for (const key of ["pod-0", "pod-1"]) {
			await expect(storageOn(couch).set(key, { value: "5" })).rejects.toThrow(Conflict);
			expect(couch.updates(key).length).toBe(1);
		}
	});

	test("a write that was delivered twice is one update, and acknowledged", async () => {
		const couch = fakeStateStore(faults(aPut, null, "twice"));
		const storage = storageOn(couch);
		await storage.set("pod-0", { value: "1" });
		expect(await storage.set("pod-0", { value: "2" })).toBe(true);
		expect(couch.updates("pod-0").map(({ value }) => value)).toEqual(["1", "2"]);
	});

	test("another's update isn't taken for one's own whose answer was lost", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "1");
		const lost = new CentralStorage(
			couchDb(server, async (method, url, options) => {
				if (method !== "PUT") return couch.request(method, url, options);
				couch.put("pod-0", "2");
				throw new RequestFailed("no answer within 1 s", true);
			}),
			{ retry: quick },
		);
		await lost.get("pod-0");
		await expect(lost.set("pod-0", { value: "2" })).rejects.toThrow(UnknownOutcome);
	});

	test("a later value is a conflict and stays", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		await storage.set("pod-0", { value: "1" });
		couch.put("pod-0", "7");
		await expect(storage.set("pod-0", { value: "2" })).rejects.toThrow(Conflict);
		expect(couch.updates("pod-0").map(({ value }) => value)).toEqual(["1", "7"]);
	});

	test("without a notion of earlier, another writer's value is a conflict", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "1");
		const storage = new CentralStorage(couchDb(server, couch.request), {
			retry: quick,
		});
		await expect(storage.set("pod-0", { value: "2" })).rejects.toThrow(
			"The central store holds another value of pod-0 that this update must not replace: 1.",
		);
	});

	test("a store that lost everything is written on", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		await storage.set("pod-0", { value: "1" });
		couch.forget();
		await storage.set("pod-0", { value: "2" });
		expect(couch.updates("pod-0").at(-1)?.value).toBe("2");
	});

	test("a revision that a store which lost everything takes is no sign that it has the earlier states", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		for (const value of ["1", "2"]) await storage.set("pod-0", { value });
		couch.forget();
		await storage.set("pod-0", { value: "3" });
		expect(storage.revisionOf("pod-0")).toBe("3-00000000");
		couch.forget();
		expect(await storageOn(couch).get("pod-0")).toBeUndefined();
	});

	test("after 412 the document is read before anything is written again", async () => {
		const couch = fakeStateStore();
		couch.put("pod-0", "1");
		let refusals = 1;
		const storage = new CentralStorage(
			couchDb(server, async (method, url, options) =>
				method === "PUT" && refusals-- > 0
					? { status: 412, text: '{"error":"precondition_failed"}' }
					: couch.request(method, url, options),
			),
			{ retry: quick, precedes: (_, stored, value) => stored < value },
		);
		await storage.set("pod-0", { value: "2" });
		expect(couch.calls).toEqual(["GET /states/pod-0", "PUT /states/pod-0"]);
		expect(couch.updates("pod-0").at(-1)?.value).toBe("2");
	});

	test("a deleted document is as good as none, and is made anew", async () => {
		const couch = fakeStateStore();
		const storage = storageOn(couch);
		await storage.set("pod-0", { value: "1" });
		expect(await storage.delete("pod-0")).toBe(true);
		expect(await storage.get("pod-0")).toBeUndefined();
		await storage.set("pod-0", { value: "2" });
		expect(storage.revisionOf("pod-0")).toBe("3-00000000");
	});

	test("wrong credentials are said at once", async () => {
		let calls = 0;
		const storage = new CentralStorage(
			couchDb(server, async () => {
				calls++;
				return {
					status: 401,
					text: '{"error":"unauthorized","reason":"Name or password is incorrect."}',
				};
			}),
			{ retry: quick },
		);
		await expect(storage.get("pod-0")).rejects.toThrow(
			"The central store didn't answer a read: 401 unauthorized (Name or password is incorrect.).",
		);
		expect(calls).toBe(1);
	});

	test("no try begins once it was told to stop", async () => {
		const stop = new AbortController();
		const couch = fakeStateStore(() => {
			stop.abort();
			return "refused";
		});
		await expect(storageOn(couch, { stop: stop.signal }).get("pod-0")).rejects.toThrow(NotApplied);
		expect(couch.calls.length).toBe(1);
	});

	test("a serialized value is refused: documents must be the study's", async () => {
		await expect(storageOn(fakeStateStore()).set("pod-0", '{"value":"1"}')).rejects.toThrow(
			"use Keyv with serialization: false",
		);
	});

	test("whatever goes wrong, updates come once each and in order, and outcomes tell the truth", async () => {
		const fault = fc.constantFrom<Fault | null>(
			...([null, null, null, "refused", "applied-lost", "dropped-lost"] as const),
			...(["quorum-missed", "late", "error", "applied-error"] as const),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fault, { maxLength: 60 }), async (list) => {
				const couch = fakeStateStore(() => list.shift() ?? null);
				const storage = storageOn(couch);
				for (let value = 0; value < 12; value++) {
					const outcome = await storage
						.set("pod-0", { value: String(value) })
						.then(() => "ok" as const)
						.catch((error: unknown) => (error instanceof NotApplied ? "fail" : "unknown"));
					const updates = couch.updates("pod-0").map((update) => Number(update.value));
					expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b));
					if (outcome === "ok") expect(updates.at(-1)).toBe(value);
					if (outcome === "fail") expect(updates).not.toContain(value);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
