import { expect, test } from "vitest";
import { parseStored } from "./storedAnswer.ts";

const answer = { pod: "pod-1", by: "pod-2", process: 7.5, state: "abc=" };

test("what the method holds of an identity is read, an empty store's nothing too", () => {
	expect(parseStored(answer, "pod-1")).toEqual(answer);
	expect(parseStored({ ...answer, state: null }, "pod-1")).toEqual({
		...answer,
		state: null,
	});
});

test.each([
	null,
	{},
	{ ...answer, pod: "pod-3" },
	{ ...answer, state: undefined },
	{ ...answer, process: "7" },
	{ error: "the store doesn't answer" },
])("something else is no answer: %j", (value) => {
	expect(parseStored(value, "pod-1")).toBeNull();
});
