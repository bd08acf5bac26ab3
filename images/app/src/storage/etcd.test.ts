import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { DecentralStorage } from "./decentral.ts";
import { etcdStates } from "./etcd.ts";
import { type FakeEtcd, type Fault, fakeEtcd } from "./fakeEtcd.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";

const urls = ["http://a:2379", "http://b:2379", "http://c:2379"];
const quick: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};

/** Values of these tests are numbers in order. */
function storageOn({ request }: FakeEtcd): DecentralStorage {
	return new DecentralStorage(
		etcdStates(urls, request),
		{
			retry: quick,
			precedes: (_, stored, value) => Number(stored) < Number(value),
		},
		"The central etcd",
	);
}

describe("an etcd cluster as the application's store", () => {
	testAdapterContract("in memory", () => storageOn(fakeEtcd()));

	test("a member that refuses is left for the next one within the same call, and asked no more", async () => {
		const etcd = fakeEtcd((host) => (host === "a:2379" ? "refused" : null));
		const storage = storageOn(etcd);
		for (const value of ["1", "2"]) await storage.set("pod-0", { value });
		expect(etcd.asked).toEqual(["a:2379", "b:2379", "b:2379", "b:2379"]);
	});

	test("a write whose answer is lost isn't sent to another member before it was read what is there", async () => {
		let lost = 1;
		const etcd = fakeEtcd((_, isWrite) => (isWrite && lost-- > 0 ? "applied-lost" : null));
		const states = etcdStates(urls, etcd.request);
		expect(await states.write("pod-0", "1", null, 1)).toMatchObject({
			kind: "unknown",
		});
		expect(etcd.asked).toEqual(["a:2379"]);
		expect(await states.read("pod-0", 1)).toEqual({ kind: "ok", text: "1" });
		expect(etcd.asked).toEqual(["a:2379", "b:2379"]);
	});

	test("with no member to be reached a write is certainly not made, and the error names the store", async () => {
		const storage = storageOn(fakeEtcd(() => "refused"));
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(
			new NotApplied("The central etcd didn't take a write: etcd: ECONNREFUSED."),
		);
	});

	test("of two writers that saw the same state one succeeds, and the other is told", async () => {
		const etcd = fakeEtcd();
		const [one, two] = [storageOn(etcd), storageOn(etcd)];
		await one.set("pod-0", { value: "1" });
		await two.get("pod-0");
		const outcomes = await Promise.allSettled([one.set("pod-0", { value: "2" }), two.set("pod-0", { value: "2" })]);
		expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const [refused] = outcomes.filter(({ status }) => status === "rejected");
		expect((refused as PromiseRejectedResult).reason).toBeInstanceOf(Conflict);
	});

	test("whatever goes wrong, an acknowledged write is stored, and one that certainly wasn't applied isn't", async () => {
		const faults = fc.array(fc.constantFrom<(Fault | null)[]>(null, "refused", "applied-lost", "dropped-lost"), {
			maxLength: 30,
		});
		await fc.assert(
			fc.asyncProperty(faults, async (list) => {
				const etcd = fakeEtcd(() => list.shift() ?? null);
				const storage = storageOn(etcd);
				const stored = () => {
					const [text] = etcd.values.values();
					return text === undefined ? null : Buffer.from(text, "base64").toString("utf8");
				};
				for (let value = 1; value <= 5; value++) {
					const before = stored();
					try {
						await storage.set("pod-0", { value: String(value) });
						expect(stored()).toContain(String(value));
					} catch (error) {
						if (error instanceof UnknownOutcome) continue;
						expect(error).toBeInstanceOf(NotApplied);
						expect(stored()).toBe(before);
					}
				}
			}),
		);
	});
});
