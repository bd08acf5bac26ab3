import { expect, test } from "vitest";
import { nextState } from "../../../schema/chain.ts";
import { locateState, precedesOnChain } from "./locate.ts";
import { sha256Base64 } from "./sha256.ts";

function stateAt(identity: string, index: number): string {
	let state: string | null = null;
	for (let k = 0; k <= index; k++) state = nextState(sha256Base64, identity, state);
	return state ?? "";
}

test("the known states of pod-0 are found at their indices", async () => {
	const known = [
		"ehIjf2P/Jdj5nd8Oo9CPSw/xvNtpTxwe0t5Y7SWHy2k=",
		"h93QgNJEmNejlZXsWKM59TOyLJfWdpedpVLirFow9IU=",
		"KQz64JLF67dB/DREluXpB0F4rq3Gpal6kvZD+7cQ1eY=",
	];
	for (const [index, state] of known.entries()) {
		expect(await locateState(sha256Base64, "pod-0", state, 10)).toEqual({
			index,
			state,
		});
	}
});

test("the walk ends at its limit, inclusive", async () => {
	const state = stateAt("pod-0", 5);
	expect(await locateState(sha256Base64, "pod-0", state, 5)).not.toBeNull();
	expect(await locateState(sha256Base64, "pod-0", state, 4)).toBeNull();
});

test("another replica's state isn't found", async () => {
	expect(await locateState(sha256Base64, "pod-0", stateAt("pod-1", 3), 100)).toBeNull();
});

test("a long walk lets other work in", async () => {
	let slices = 0;
	const state = stateAt("pod-0", 25_000);
	await locateState(sha256Base64, "pod-0", state, 30_000, () => slices++);
	expect(slices).toBe(2);
});

test("one state precedes another only if it is earlier on the same chain", async () => {
	const [early, late] = [stateAt("pod-0", 3), stateAt("pod-0", 8)];
	const precedes = (one: string, other: string) => precedesOnChain(sha256Base64, "pod-0", one, other, 100);
	expect(await precedes(early, late)).toBe(true);
	expect(await precedes(late, early)).toBe(false);
	expect(await precedes(early, early)).toBe(false);
	expect(await precedes(stateAt("pod-1", 3), late)).toBe(false);
	expect(await precedes(early, stateAt("pod-1", 8))).toBe(false);
});
