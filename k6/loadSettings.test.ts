import { expect, test } from "vitest";
import { loadSettings } from "./loadSettings.ts";

const planned = { clients: 2, readsPerSecond: 5, advancesPerSecond: 0.5 };

test("without a protocol's load there is one that anybody can start with", () => {
	expect(loadSettings(null, {})).toEqual({
		load: { clients: 4, readsPerSecond: 10, advancesPerSecond: 2 },
		durationSeconds: 30,
	});
});

test("the environment changes what it names of the protocol's load", () => {
	expect(loadSettings(planned, {})).toEqual({
		load: planned,
		durationSeconds: 30,
	});
	expect(loadSettings(planned, { READS: "0", CLIENTS: "64", DURATION: "2m" })).toEqual({
		load: { clients: 64, readsPerSecond: 0, advancesPerSecond: 0.5 },
		durationSeconds: 120,
	});
});

test.each([
	[{ CLIENTS: "0" }, 'CLIENTS must be a whole number, from 1 to 64, not "0".'],
	[{ READS: "1001" }, 'READS must be a number, from 0 to 1000, not "1001".'],
	[{ ADVANCES: "-1" }, 'ADVANCES must be a number, from 0 to 1000, not "-1".'],
	[{ READS: "0", ADVANCES: "0" }, "READS and ADVANCES are both 0"],
	[{ DURATION: "0.5" }, "DURATION must be 1 second or more."],
])("%o is refused in a sentence", (environment, sentence) => {
	expect(() => loadSettings(null, environment)).toThrow(sentence);
});
