import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Trouble } from "./podTrouble.ts";
import { tellTroubles } from "./troubles.ts";

let troubles: Trouble[];
let told: string[];
let stop: () => void;

beforeEach(() => {
	vi.useFakeTimers();
	troubles = [];
	told = [];
	stop = tellTroubles(
		async () => troubles,
		(sentence) => told.push(sentence),
	);
});
afterEach(() => {
	stop();
	vi.useRealTimers();
});

const trouble: Trouble = { key: "1", sentence: "There is no room." };
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

test("a trouble that lasts is told within half a minute, once", async () => {
	troubles = [trouble];
	await seconds(30);
	expect(told).toEqual(["There is no room."]);
	await seconds(300);
	expect(told).toHaveLength(1);
});

test("a trouble that comes and goes is not told", async () => {
	for (let i = 0; i < 5; i++) {
		troubles = [trouble];
		await seconds(7);
		troubles = [];
		await seconds(7);
	}
	expect(told).toEqual([]);
});

test("once stopped, nothing is looked at nor told", async () => {
	troubles = [trouble];
	await seconds(11);
	stop();
	await seconds(60);
	expect(told).toEqual([]);
	expect(vi.getTimerCount()).toBe(0);
});

test("a cluster that gives no answer is asked again", async () => {
	stop();
	let asked = 0;
	stop = tellTroubles(
		async () => {
			asked++;
			if (asked < 3) throw new Error("no answer");
			return [trouble];
		},
		(sentence) => told.push(sentence),
	);
	await seconds(60);
	expect(told).toHaveLength(1);
});
