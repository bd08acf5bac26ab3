import { expect, test } from "vitest";
import { beginning } from "./beginning.ts";

const nothing = { operations: 0, events: 0, reads: 0, damagedBytes: 0 };

test.each([
	[nothing, "fresh"],
	[{ ...nothing, damagedBytes: 17 }, "fresh; 17 bytes of damage were cut off"],
	[{ operations: 40, events: 3, reads: 1, damagedBytes: 0 }, "on top of 40 operations, 3 events and 1 reads"],
	[
		{ ...nothing, events: 3, damagedBytes: 9 },
		"on top of 0 operations, 3 events and 0 reads; 9 bytes of damage were cut off",
	],
])("an observer says what it begins on top of", (recovered, words) => {
	expect(beginning(recovered)).toBe(words);
});
