import { expect, test } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import { ownEvents } from "./ownEvents.ts";

function event(time: number): LabEvent {
	return { time, source: "observer", event: "gap" };
}

function disk() {
	const state = { isFull: false, stored: [] as number[] };
	const append = async ({ time }: LabEvent) => {
		await Promise.resolve();
		if (state.isFull) throw new Error("no room");
		state.stored.push(time);
	};
	return { state, append };
}

test("what can't be stored is stored later, once and in its order", async () => {
	const { state, append } = disk();
	const own = ownEvents(append, { retrySeconds: 0.02 });
	await own.tell(event(1));
	state.isFull = true;
	const told = [2, 3].map((time) => own.tell(event(time)));
	await new Promise((resume) => setTimeout(resume, 60));
	expect(state.stored).toEqual([1]);
	state.isFull = false;
	await Promise.all([...told, own.tell(event(4))]);
	expect(state.stored).toEqual([1, 2, 3, 4]);
	await own.close();
	expect(own.lost()).toBe(0);
});

test("too many that wait are given up, and counted", async () => {
	const { state, append } = disk();
	state.isFull = true;
	const own = ownEvents(append, { most: 2 });
	for (const time of [1, 2, 3]) void own.tell(event(time));
	expect(own.lost()).toBe(1);
	state.isFull = false;
	await own.close();
	expect(state.stored).toEqual([1, 2]);
});

test("ending doesn't wait for room", async () => {
	const { state, append } = disk();
	state.isFull = true;
	const own = ownEvents(append);
	void own.tell(event(1));
	await own.close();
	expect(state.stored).toEqual([]);
});
