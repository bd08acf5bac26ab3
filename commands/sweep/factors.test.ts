import { expect, test } from "vitest";
import { readArguments, withOptions } from "./factors.ts";

const factors = (...commandLine: string[]) => readArguments(commandLine).factors;

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
		untilDecided: null,
		dryRun: false,
		json: false,
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

test.each(["", "five", "5-9", "9..5", "5..9:0", "5...9", "5,", "5..9999", "-5"])("--replicas=%s is refused", (text) => {
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
	[["--modes", "central,"], "--modes central,: give one or more names, separated by commas."],
	[["--repeat", "0"], "--repeat 0: give a whole number from 1 to 1000."],
	[["--seed", "1.5"], "--seed 1.5: give a whole number from 0 to 4294967295."],
	[["--json"], "--json prints a plan: say --dry-run as well. Results are in each run's folder, and in report.json."],
	[["--retries", "many"], "--retries many: give a whole number from 0 to 100."],
	[["--set", "duration=8", "--set", "duration=9"], '--set duration=9: duration is set to "8" already; give it once.'],
	[
		["--set", "seed=1"],
		"--set seed=1: give <key>=<value>, where the key is one of: interval, platform, nodes, failures, faultAt, lasts, duration, recording, durability, groupSize, members, lostMajority, target, workers, nodeImage, context, registry, storage, storageClass, couchdbImage, couchdbChart, hazelcastChart, prometheusChart, grafana.",
	],
	[
		["--set", "duration"],
		"--set duration: give <key>=<value>, where the key is one of: interval, platform, nodes, failures, faultAt, lasts, duration, recording, durability, groupSize, members, lostMajority, target, workers, nodeImage, context, registry, storage, storageClass, couchdbImage, couchdbChart, hazelcastChart, prometheusChart, grafana.",
	],
])("%j is refused", (commandLine, message) => {
	expect(() => factors(...commandLine)).toThrow(new Error(message));
});

test("a sweep until its question is decided plans eight runs of each cell, and asks for the RTO", () => {
	const { factors, untilDecided } = readArguments(["--until-decided"]);
	expect(factors.repeat).toBe(8);
	expect(untilDecided).toEqual({
		question: {
			first: "decentral",
			second: "central",
			metric: "rtoSlowest",
		},
		atMostSeconds: null,
	});
});

test.each([
	["60m", 3600],
	["1h30m", 5400],
	["900s", 900],
	["2h", 7200],
])("--at-most %s", (text, seconds) => {
	expect(readArguments(["--until-decided", "--at-most", text]).untilDecided?.atMostSeconds).toBe(seconds);
});

test.each([
	[
		["--question", "a vs b: rto"],
		"--question a vs b: rto: that is for a sweep that goes on until a question is decided; add --until-decided.",
	],
	[
		["--at-most", "60m"],
		"--at-most 60m: that is for a sweep that goes on until a question is decided; add --until-decided.",
	],
	...["soon", "0m", "60", "m", "-5m"].map((text) => [
		["--until-decided", `--at-most=${text}`],
		`--at-most ${text}: give a time such as 60m, 1h30m or 900s.`,
	]),
	[
		["--until-decided", "--modes", "central"],
		"--until-decided compares two modes, and --modes has only central: name another one.",
	],
	[
		["--until-decided", "--modes", "central,volume,none"],
		'--until-decided: say which two of central, volume, none to compare, as in --question "volume vs central: rto".',
	],
	[
		["--until-decided", "--protocol", "quick,thesis"],
		"--until-decided asks about one protocol with one kind of fault: give one of each, and ask about others in sweeps of their own.",
	],
	[["--until-decided", "--repeat", "3"], "--repeat 3: to decide anything give from 4 to 30 runs of each cell."],
	[
		["--until-decided", "--question", "volume vs central: rto"],
		'--question "volume vs central: rto" asks about volume, which isn\'t run: --modes has central, decentral.',
	],
] as [string[], string][])("%j is refused", (commandLine, message) => {
	expect(() => readArguments(commandLine)).toThrow(new Error(message));
});

test("two sizes need fewer runs of each", () => {
	const { factors } = readArguments(["--until-decided", ...["--replicas", "5,9", "--repeat", "3"]]);
	expect(factors.repeat).toBe(3);
});

test("options take the place of those that are there", () => {
	const line = ["--modes", "a,b", "--at-most", "5m", "--repeat=8", "--seed", "2"];
	expect(withOptions(line, { atMostMinutes: 30 })).toEqual([
		...["--modes", "a,b", "--repeat=8", "--seed", "2", "--at-most", "30m"],
	]);
	expect(withOptions(line, { repeat: 12, atMostMinutes: 30 })).toEqual([
		...["--modes", "a,b", "--seed", "2", "--repeat", "12", "--at-most", "30m"],
	]);
});

test("an option that doesn't exist is refused", () => {
	expect(() => factors("--mode", "central")).toThrow("--mode");
});
