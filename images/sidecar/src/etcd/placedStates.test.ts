import { expect, test } from "vitest";
import type { StateAnswer, States } from "../states.ts";
import { placedStates } from "./placedStates.ts";

function answering(answer: StateAnswer): States & { asked: number } {
	const states = {
		asked: 0,
		read: async () => {
			states.asked++;
			return answer;
		},
		write: async () => {
			states.asked++;
			return answer;
		},
	};
	return states;
}
const ok = (state: string): StateAnswer => ({ kind: "ok", state });
const unavailable = (applied: "no" | "unknown"): StateAnswer => ({
	kind: "unavailable",
	applied,
	reason: "away",
});

test("a state is asked of its own group, here where there is a member of it", async () => {
	const states = placedStates(
		5,
		(group) => (group === 1 ? answering(ok("here")) : null),
		() => [answering(ok("elsewhere"))],
	);
	expect(await states.read("pod-9")).toEqual(ok("here"));
	expect(await states.read("pod-10")).toEqual(ok("elsewhere"));
});

test("another Pod is asked only after what certainly wasn't done", async () => {
	const write = { identifier: "pod-0", state: "a" };
	const last = answering(ok("a"));
	const goesOn = placedStates(
		5,
		() => null,
		() => [answering(unavailable("no")), last],
	);
	expect(await goesOn.write(write)).toEqual(ok("a"));
	const stops = placedStates(
		5,
		() => null,
		() => [answering(unavailable("unknown")), last],
	);
	expect(await stops.write(write)).toEqual(unavailable("unknown"));
	expect(last.asked).toBe(1);
});

test("without any Pod that serves nothing was done", async () => {
	const states = placedStates(
		5,
		() => null,
		() => [],
	);
	expect(await states.read("pod-0")).toMatchObject({
		kind: "unavailable",
		applied: "no",
	});
});
