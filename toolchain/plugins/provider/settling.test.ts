import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settling } from "./settling.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test("it aborts with the same reason, and later", () => {
	const stop = new AbortController();
	const late = settling(stop.signal, 2);
	vi.advanceTimersByTime(60_000);
	expect(late.aborted).toBe(false);
	stop.abort(new Error("enough"));
	vi.advanceTimersByTime(1999);
	expect(late.aborted).toBe(false);
	vi.advanceTimersByTime(1);
	expect(late.reason).toEqual(new Error("enough"));
});

test("of a signal that was aborted before it gives the same time", () => {
	const late = settling(AbortSignal.abort(new Error("enough")), 1);
	expect(late.aborted).toBe(false);
	vi.advanceTimersByTime(1000);
	expect(late.aborted).toBe(true);
});
