import { expect, test } from "vitest";
import { chaosSettings } from "./settings.ts";

const lab = {
	stack: "central-5",
	mode: "central",
	replicas: 5,
	run: "1",
	seed: 42,
	namespace: "holdfast",
	protocol: {
		name: "quick",
		durationSeconds: 45,
		faults: [
			{
				kind: "delete-pods",
				atSeconds: 15,
				victims: 2,
				gracePeriodSeconds: 1,
			},
		],
	},
	kubernetes: { server: "https://198.19.255.2:6443", chaosToken: "secret" },
	observer: "http://198.19.128.7:32101",
};

const settings = (
	environment: Record<string, string> = {},
	description: unknown = lab,
) => chaosSettings(JSON.stringify(description), "lab.json", environment);

test("without variables the lab's protocol is run", () => {
	expect(settings()).toEqual({
		stack: "central-5",
		run: "1",
		namespace: "holdfast",
		replicas: 5,
		server: "https://198.19.255.2:6443",
		token: "secret",
		observer: "http://198.19.128.7:32101",
		seed: 42,
		durationSeconds: 45,
		fault: {
			victims: 2,
			atSeconds: 15,
			gracePeriodSeconds: 1,
			target: "any",
			group: null,
		},
	});
});

test("variables change the protocol", () => {
	const changed = settings({
		FAILURES: "1",
		SEED: "7",
		FAULT_AT: "10s",
		DURATION: "1.5m",
		GRACE: "3",
	});
	expect(changed).toMatchObject({
		seed: 7,
		durationSeconds: 90,
		fault: { victims: 1, atSeconds: 10, gracePeriodSeconds: 3 },
	});
});

test("an empty variable changes nothing", () => {
	expect(settings({ FAILURES: "", SEED: "" })).toEqual(settings());
});

test("no failures make a run without a fault", () => {
	expect(settings({ FAILURES: "0" }).fault).toBeNull();
});

test("a lab without a protocol runs a minute, with a fault if one is asked for", () => {
	const description = { ...lab, protocol: null };
	expect(settings({}, description)).toMatchObject({
		durationSeconds: 60,
		fault: null,
	});
	expect(settings({ FAILURES: "2" }, description).fault).toEqual({
		victims: 2,
		atSeconds: 20,
		gracePeriodSeconds: 1,
		target: "any",
		group: null,
	});
});

test("the protocol may aim at a leader, and TARGET says otherwise", () => {
	const [fault] = lab.protocol.faults;
	const aiming = (target: string) => ({
		...lab,
		protocol: { ...lab.protocol, faults: [{ ...fault, target }] },
	});
	const leader = aiming("leader");
	const any = { target: "any", group: null };
	expect(settings({}, aiming("any")).fault).toMatchObject(any);
	expect(settings({ TARGET: "any" }, leader).fault).toMatchObject(any);
	expect(settings({ TARGET: "" }, leader).fault).toMatchObject({
		target: "leader",
		group: null,
	});
	expect(settings({ TARGET: "leader" }).fault).toMatchObject({
		target: "leader",
		group: null,
	});
	expect(settings({ TARGET: "leader:group-0" }).fault).toMatchObject({
		target: "leader",
		group: "group-0",
	});
	expect(() => settings({}, aiming("leader:group-0"))).toThrow(
		'lab.json, protocol.faults[0]: "target" must be "any" or "leader".',
	);
});

test.each([
	[
		{ FAILURES: "6" },
		"FAILURES is 6, but the lab has only 5 replicas: choose 0 to 5.",
	],
	[{ FAILURES: "-1" }, 'FAILURES must be a whole number, 0 or more, not "-1".'],
	[{ SEED: "1.5" }, 'SEED must be a whole number, 0 or more, not "1.5".'],
	[
		{ FAULT_AT: "45" },
		"FAULT_AT is 45 s, but the run ends after 45 s: choose an earlier fault or a longer DURATION.",
	],
	[
		{ FAULT_AT: "soon" },
		'FAULT_AT must be a duration such as 45, 45s or 5m, not "soon".',
	],
	[
		{ TARGET: "follower" },
		'TARGET must be any, leader, or leader:<group> such as leader:group-0, not "follower".',
	],
	[
		{ TARGET: "leader:", FAILURES: "0" },
		'TARGET must be any, leader, or leader:<group> such as leader:group-0, not "leader:".',
	],
	[{ DURATION: "0" }, "DURATION must be more than 0 seconds."],
	[
		{ GRACE: "0" },
		"GRACE must be whole seconds, 1 or more: a grace period of 0 leaves the old process running beside its successor, which is another fault.",
	],
])("%o is refused", (environment, message) => {
	expect(() => settings(environment)).toThrow(message);
});

test("a description that lacks something is refused by name", () => {
	expect(() => settings({}, { ...lab, kubernetes: {} })).toThrow(
		'lab.json: "kubernetes.server" must be a text.',
	);
	expect(() => settings({}, { ...lab, replicas: "5" })).toThrow(
		'lab.json: "replicas" must be a whole number, 1 or more.',
	);
	expect(() => chaosSettings("{", "lab.json", {})).toThrow(
		"lab.json is not JSON: bring the lab up anew.",
	);
});

test("a fault that this scenario doesn't know is refused", () => {
	const fault = { kind: "overlap", atSeconds: 1, victims: 1 };
	const description = {
		...lab,
		protocol: { ...lab.protocol, faults: [fault] },
	};
	expect(() => settings({}, description)).toThrow(
		'The protocol\'s fault is "overlap"; this scenario knows only "delete-pods".',
	);
});
