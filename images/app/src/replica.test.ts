import { expect, test } from "vitest";
import { operationHistory } from "./history.ts";
import { locateState } from "./locate.ts";
import { createReplica } from "./replica.ts";
import { sha256Base64 } from "./sha256.ts";
import { NotApplied } from "./storage/outcome.ts";

function lab() {
	const told: string[] = [];
	const store = { state: null as string | null, gone: false };
	const replica = createReplica(
		{
			identity: "pod-0",
			sha256: sha256Base64,
			clock: () => 1000,
			history: operationHistory({
				pod: "pod-0",
				process: 1,
				clock: () => 1000,
				send: () => {},
			}),
			locate: (state) => locateState(sha256Base64, "pod-0", state, 100),
			storage: {
				async load() {
					if (store.gone) throw new NotApplied("the store is gone");
					return { state: store.state, revision: null };
				},
				async persist(state) {
					store.state = state;
					return { revision: null };
				},
			},
		},
		{
			onReady: () => told.push("ready"),
			onState: ({ index }) => told.push(`state ${index}`),
			onMissed: (intervals) => told.push(`missed ${intervals}`),
			onTrouble: (reason) => told.push(reason ?? "persisting again"),
		},
	);
	let interval = 0;
	const run = (missed = 0) =>
		replica.run({ interval: interval++, intended: 1000, missed });
	return { replica, store, told, run };
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
	expect(told).toEqual([
		"the store is gone",
		"state 0",
		"ready",
		"persisting again",
		"the store is gone",
	]);
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
	expect(told.filter((text) => text.startsWith("missed"))).toEqual([
		"missed 2",
		"missed 3",
	]);
});
