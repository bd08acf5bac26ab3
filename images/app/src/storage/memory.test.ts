import { describe, expect, test } from "vitest";
import { testAdapterContract } from "./adapterContract.ts";
import { MemoryStorage } from "./memory.ts";
import { stateStorage } from "./stateStorage.ts";

describe("the process's own memory", () => {
	testAdapterContract("in memory", () => new MemoryStorage());

	test("a process finds nothing of what the one before it had acknowledged", async () => {
		const before = stateStorage("pod-0", new MemoryStorage());
		await before.persist("state");
		expect(await before.load()).toEqual({ state: "state", revision: null });
		const after = stateStorage("pod-0", new MemoryStorage());
		expect(await after.load()).toEqual({ state: null, revision: null });
	});
});
