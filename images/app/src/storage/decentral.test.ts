import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { classify, httpConsensus } from "./consensus.ts";
import { DecentralStorage } from "./decentral.ts";
import { type FakeConsensus, type Fault, fakeConsensus } from "./fakeConsensus.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";

const quick: RetryPolicy = {
	attempts: 4,
	attemptTimeoutSeconds: 1,
	deadlineSeconds: 60,
	firstDelaySeconds: 0,
	maximumDelaySeconds: 0,
};

/** Values of these tests are numbers in order. */
function storageOn({ request }: FakeConsensus): DecentralStorage {
	return new DecentralStorage(httpConsensus("http://127.0.0.1:32200", request), {
		retry: quick,
		precedes: (_, stored, value) => Number(stored) < Number(value),
	});
}

/** Faults in the order given, of writes alone. */
function writeFaults(...list: (Fault | null)[]) {
	return (method: string) => (method === "PUT" ? (list.shift() ?? null) : null);
}

describe("decentral storage", () => {
	testAdapterContract("in memory", () => storageOn(fakeConsensus()));

	test("every write compares with what this process read or wrote last, without reading again", async () => {
		const consensus = fakeConsensus();
		const storage = storageOn(consensus);
		await storage.get("pod-0");
		for (const value of ["1", "2", "3"]) await storage.set("pod-0", { value });
		expect(consensus.calls).toEqual(["GET /api/v1/state/pod-0", ...new Array(3).fill("PUT /api/v1/state")]);
	});

	test("a process that outlived its deletion can't move the state back", async () => {
		const consensus = fakeConsensus();
		const old = storageOn(consensus);
		await old.set("pod-0", { value: "1" });
		const successor = storageOn(consensus);
		await successor.get("pod-0");
		await successor.set("pod-0", { value: "2" });
		await successor.set("pod-0", { value: "3" });
		await expect(old.set("pod-0", { value: "2" })).rejects.toThrow(Conflict);
		expect(consensus.updates("pod-0")).toEqual(["1", "2", "3"]);
	});

	test("an update that the successor made isn't acknowledged to the process before it", async () => {
		const consensus = fakeConsensus();
		const old = storageOn(consensus);
		await old.set("pod-0", { value: "1" });
		consensus.put("pod-0", "2");
		await expect(old.set("pod-0", { value: "2" })).rejects.toThrow(
			"The consensus replica holds another value of pod-0 that this update must not replace: 2.",
		);
	});

	test("a write whose answer was lost is found by reading and not repeated", async () => {
		for (const fault of ["applied-lost", "unknown-applied"] as const) {
			const consensus = fakeConsensus(writeFaults(null, fault));
			const storage = storageOn(consensus);
			await storage.set("pod-0", { value: "1" });
			expect(await storage.set("pod-0", { value: "2" })).toBe(true);
			expect(consensus.updates("pod-0")).toEqual(["1", "2"]);
		}
	});

	test("a write that was not applied is written again", async () => {
		for (const fault of ["unavailable", "unknown-dropped", "dropped-lost", "refused"] as const) {
			const consensus = fakeConsensus(writeFaults(null, fault));
			const storage = storageOn(consensus);
			await storage.set("pod-0", { value: "1" });
			expect(await storage.set("pod-0", { value: "2" })).toBe(true);
			expect(consensus.updates("pod-0")).toEqual(["1", "2"]);
		}
	});

	test("a group that never answers has certainly not applied a write it refused", async () => {
		const storage = storageOn(fakeConsensus(() => "unavailable"));
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(NotApplied);
		await expect(storage.get("pod-0")).rejects.toThrow("The consensus replica didn't answer a read: 503 not yet.");
	});

	test("a write once lost stays unknown though later tries are certainly not applied", async () => {
		const consensus = fakeConsensus(writeFaults("unknown-dropped", "unavailable", "refused", "refused"));
		await expect(storageOn(consensus).set("pod-0", { value: "1" })).rejects.toThrow(UnknownOutcome);
	});

	test("a group that was given up is written on by whoever still knows its state", async () => {
		const consensus = fakeConsensus();
		const storage = storageOn(consensus);
		await storage.set("pod-0", { value: "1" });
		consensus.forget();
		expect(await storage.set("pod-0", { value: "2" })).toBe(true);
		expect(consensus.updates("pod-0")).toEqual(["1", "2"]);
	});

	test("only 200 acknowledges a write, and only a 503 that says so wasn't applied", () => {
		const state = JSON.stringify({ identifier: "pod-0", state: "1" });
		expect(classify("PUT", 200, state)).toEqual({ kind: "ok", text: "1" });
		expect(classify("PUT", 409, state).kind).toBe("conflict");
		expect(classify("PUT", 200, "").kind).toBe("unknown");
		expect(classify("PUT", 500, "{}").kind).toBe("unknown");
		expect(classify("PUT", 503, '{"error":"x","applied":"no"}').kind).toBe("unavailable");
		expect(classify("PUT", 503, '{"error":"x"}').kind).toBe("unknown");
		expect(classify("GET", 503, "").kind).toBe("unavailable");
		expect(classify("PUT", 404, '{"error":"none such"}')).toEqual({
			kind: "refused",
			reason: "404 none such",
		});
	});

	test("whatever goes wrong, updates come once each and in order, and outcomes tell the truth", async () => {
		const fault = fc.constantFrom<Fault | null>(
			...([null, null, null, "refused", "applied-lost"] as const),
			...(["dropped-lost", "late", "unavailable"] as const),
			...(["unknown-applied", "unknown-dropped"] as const),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(fault, { maxLength: 60 }), async (list) => {
				const consensus = fakeConsensus(() => list.shift() ?? null);
				const storage = storageOn(consensus);
				for (let value = 0; value < 12; value++) {
					const outcome = await storage
						.set("pod-0", { value: String(value) })
						.then(() => "ok" as const)
						.catch((error: unknown) => (error instanceof NotApplied ? "fail" : "unknown"));
					const updates = consensus.updates("pod-0").map(Number);
					expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b));
					if (outcome === "ok") expect(updates.at(-1)).toBe(value);
					if (outcome === "fail") expect(updates).not.toContain(value);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
