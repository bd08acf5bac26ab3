import { expect, test } from "vitest";
import { TimedOut, within } from "./within.ts";

test("work that ends in time gives its result or its error", async () => {
	expect(await within(10, "a number", async () => 7)).toBe(7);
	await expect(within(10, "a number", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

test("work that takes too long is given up with a sentence that says what was waited for", async () => {
	const never = new Promise<never>(() => {});
	const failure = await within(0.02, "the group's answer", () => never).catch((error: unknown) => error);
	expect(failure).toBeInstanceOf(TimedOut);
	expect((failure as Error).message).toBe("waited 0.02 s in vain for the group's answer");
});

test("work that fails after it was given up disturbs nobody", async () => {
	let fail = (_: Error) => {};
	const work = new Promise<never>((_, reject) => {
		fail = reject;
	});
	await expect(within(0.01, "it", () => work)).rejects.toThrow(TimedOut);
	// An unhandled rejection would fail the run.
	fail(new Error("late"));
	await new Promise((resume) => setImmediate(resume));
});
