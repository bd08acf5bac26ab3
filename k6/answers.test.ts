import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { failureOf, findingsIn, isRecordable, maybeMoved } from "./answers.ts";
import { StateWatch } from "./watchState.ts";

const sha256 = (text: string) => hash("sha256", text, "base64");
const states = [sha256("pod-0")];
while (states.length < 10) states.push(sha256(states.at(-1) as string));
const answer = (index: number) => ({
	pod: "pod-0",
	process: 1000.5,
	index,
	state: states[index] as string,
});

function client() {
	const watch = new StateWatch(sha256, "pod-0");
	return {
		reads: (index: number) => findingsIn(answer(index), "read", watch),
		advancesTo: (index: number) => findingsIn(answer(index), "advance", watch),
	};
}

test("a state may be read again, and an update may skip those of others", () => {
	const { reads, advancesTo } = client();
	expect(reads(3)).toEqual([]);
	expect(reads(3)).toEqual([]);
	expect(advancesTo(4)).toEqual([]);
	expect(reads(4)).toEqual([]);
	expect(advancesTo(7)).toEqual([]);
});

test("an update acknowledged where the replica had been before is no update", () => {
	const { reads, advancesTo } = client();
	expect(advancesTo(3)).toEqual([]);
	expect(advancesTo(3)).toEqual([
		{
			kind: "backwards",
			summary: "pod-0 acknowledged an update to index 3, where it had been before.",
		},
	]);
	reads(5);
	expect(advancesTo(5)).toHaveLength(1);
	expect(advancesTo(2)).toEqual([{ kind: "backwards", summary: "pod-0 went back from index 5 to 2." }]);
});

test("an answer off the chain is found whoever asked", () => {
	const watch = new StateWatch(sha256, "pod-0");
	const wrong = { ...answer(3), state: states[4] as string };
	for (const kind of ["read", "advance"] as const) {
		expect(findingsIn(wrong, kind, watch)).toMatchObject([{ kind: "off-chain" }]);
	}
});

test("an index that no state can have is not recorded, none at all is", () => {
	expect(isRecordable(answer(0))).toBe(true);
	expect(isRecordable({ ...answer(0), index: null, state: null })).toBe(true);
	for (const index of [-1, 0.5, 2 ** 53]) {
		expect(isRecordable({ ...answer(0), index })).toBe(false);
	}
	expect(isRecordable({ ...answer(0), process: 0 })).toBe(false);
});

test("an update that was refused, or whose outcome is unknown, came from where the replica is", () => {
	expect(failureOf(503, "advance")).toBe("refused");
	expect(failureOf(504, "advance")).toBe("unknown");
	expect(failureOf(503, "read")).toBe("strange");
	expect(failureOf(404, "advance")).toBe("strange");
	expect(["refused", "unknown"].some((name) => maybeMoved(name as "refused"))).toBe(false);
	expect(maybeMoved("unanswered")).toBe(true);
	expect(maybeMoved("strange")).toBe(true);
});
