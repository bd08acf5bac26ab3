import { expect, test } from "vitest";
import { heartbeat, patienceSeconds } from "./liveness.ts";
import { defaultRetryPolicy as policy } from "./retry.ts";

test("patience covers any operation on a store that is gone", () => {
	// An operation's last try begins before the deadline and may read and write.
	const longest = policy.deadlineSeconds + 3 * policy.attemptTimeoutSeconds;
	expect(patienceSeconds(0.1)).toBeGreaterThan(longest);
	expect(patienceSeconds(60)).toBe(600);
});

test("the loop is alive until its last sign of life is too old", () => {
	let now = 0;
	const pulse = heartbeat(10, () => now);
	now = 10;
	expect(pulse.alive()).toBe(true);
	now = 10.1;
	expect(pulse.alive()).toBe(false);
	pulse.beat();
	expect(pulse.alive()).toBe(true);
});
