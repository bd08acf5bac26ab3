import { expect, test } from "vitest";
import { readArguments } from "./factors.ts";

const factors = (...commandLine: string[]) =>
	readArguments(commandLine).factors;

test("without options, both modes run the quick protocol on five replicas", () => {
	expect(readArguments([])).toEqual({
		factors: {
			modes: ["central", "decentral"],
			replicas: [5],
			protocols: ["quick"],
			faults: [null],
			repeat: null,
			seed: 1,
			set: {},
		},
		retries: 1,
		dryRun: false,
		help: false,
		results: null,
	});
});

test.each([
	["5", [5]],
	["5,9", [5, 9]],
	["5..21", [5, 9, 13, 17, 21]],
	["5..20", [5, 9, 13, 17]],
	["5..9:2", [5, 7, 9]],
	["5..7:1,21", [5, 6, 7, 21]],
	["5,5..9", [5, 9]],
	["7..7", [7]],
])("--replicas %s", (text, replicas) => {
	expect(factors("--replicas", text).replicas).toEqual(replicas);
});

test.each([
	"",
	"five",
	"5-9",
	"9..5",
	"5..9:0",
	"5...9",
	"5,",
	"5..9999",
	"-5",
])("--replicas=%s is refused", (text) => {
	expect(() => factors(`--replicas=${text}`)).toThrow(
		`--replicas ${text}: give numbers such as "5", "5,9", "5..21" (in steps of 4) or "5..21:2" (in steps of 2).`,
	);
});

test("a name that is given twice counts once", () => {
	expect(factors("--modes", "central, central").modes).toEqual(["central"]);
});

test("further configuration may hold an equals sign in its value", () => {
	expect(factors("--set", "duration=8", "--set", "target=a=b").set).toEqual({
		duration: "8",
		target: "a=b",
	});
});

test.each([
	[
		["--modes", "central,"],
		"--modes central,: give one or more names, separated by commas.",
	],
	[["--repeat", "0"], "--repeat 0: give a whole number from 1 to 1000."],
	[["--seed", "1.5"], "--seed 1.5: give a whole number from 0 to 4294967295."],
	[["--retries", "many"], "--retries many: give a whole number from 0 to 100."],
	[
		["--set", "duration=8", "--set", "duration=9"],
		'--set duration=9: duration is set to "8" already; give it once.',
	],
	[
		["--set", "seed=1"],
		"--set seed=1: give <key>=<value>, where the key is one of: interval, platform, nodes, failures, faultAt, lasts, duration, recording, durability, groupSize, members, lostMajority, target, workers, nodeImage, context, registry, storage, storageClass, couchdbChart, prometheusChart, grafana.",
	],
	[
		["--set", "duration"],
		"--set duration: give <key>=<value>, where the key is one of: interval, platform, nodes, failures, faultAt, lasts, duration, recording, durability, groupSize, members, lostMajority, target, workers, nodeImage, context, registry, storage, storageClass, couchdbChart, prometheusChart, grafana.",
	],
])("%j is refused", (commandLine, message) => {
	expect(() => factors(...commandLine)).toThrow(new Error(message));
});

test("an option that doesn't exist is refused", () => {
	expect(() => factors("--mode", "central")).toThrow("--mode");
});
