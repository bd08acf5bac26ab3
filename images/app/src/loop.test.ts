import { expect, test } from "vitest";
import { unixSeconds } from "../../clock.ts";
import { runIntervals } from "./loop.ts";
import { type Due, scheduleFrom } from "./schedule.ts";

test("steps run when they are due until they are stopped, and the one in hand is finished", async () => {
	const stop = new AbortController();
	const seen: Due[] = [];
	let finished = 0;
	await runIntervals(scheduleFrom(unixSeconds(), 0.02, 0.5), unixSeconds, stop.signal, async (due) => {
		expect(unixSeconds()).toBeGreaterThanOrEqual(due.intended);
		seen.push(due);
		if (seen.length === 5) stop.abort();
		await new Promise((resume) => setTimeout(resume, 5));
		finished++;
	});
	expect(seen.length).toBe(5);
	expect(finished).toBe(5);
});

test("a wait for the next step ends at once when stopped", async () => {
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 20);
	const begun = performance.now();
	await runIntervals(scheduleFrom(unixSeconds(), 100, 0.5), unixSeconds, stop.signal, async () => {});
	expect(performance.now() - begun).toBeLessThan(5000);
});
