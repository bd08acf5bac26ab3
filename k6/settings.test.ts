import { expect, test } from "vitest";
import { labOf, parseDescription } from "./labDescription.ts";
import { chaosSettings } from "./settings.ts";

const planned = {
	kind: "delete-pods",
	atSeconds: 15,
	victims: 2,
	target: "any",
	gracePeriodSeconds: 1,
};

const lab = {
	stack: "decentral-5",
	mode: "decentral",
	replicas: 5,
	run: "1",
	seed: 42,
	namespace: "holdfast",
	system: {
		mode: "decentral",
		replicas: 5,
		platform: "native",
		nodes: 1,
		nodeFaults: true,
		consensus: true,
		storeConsensus: false,
		containers: ["app", "consensus", "hazelcast"],
		storePods: 0,
	},
	protocol: {
		name: "quick",
		durationSeconds: 45,
		settleSeconds: 60,
		faults: [planned],
		load: null,
	} as object | null,
	kubernetes: { server: "https://198.19.255.2:6443", chaosToken: "secret" },
	observer: "http://198.19.128.7:32101",
};

const settings = (environment: Record<string, string> = {}, description: unknown = lab) => {
	const parsed = parseDescription(JSON.stringify(description), "lab.json");
	return chaosSettings(labOf(parsed), parsed, environment);
};
const withFaults = (...faults: object[]) => ({
	...lab,
	protocol: { ...lab.protocol, faults },
});

test("without variables the lab's protocol is run", () => {
	expect(settings()).toEqual({
		seed: 42,
		durationSeconds: 45,
		settleSeconds: 60,
		faults: [planned],
		load: null,
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
		faults: [{ ...planned, victims: 1, atSeconds: 10, gracePeriodSeconds: 3 }],
	});
});

test("an empty variable changes nothing", () => {
	expect(settings({ FAILURES: "", SEED: "", FAULT: "" })).toEqual(settings());
});

test("no failures make a run without a fault", () => {
	expect(settings({ FAILURES: "0" }).faults).toEqual([]);
	expect(settings({ FAULT: "none" }).faults).toEqual([]);
});

test("another fault comes when the planned one would, with what its kind asks for", () => {
	expect(settings({ FAULT: "freeze:hazelcast", LASTS: "5" }).faults).toEqual([
		{
			kind: "freeze",
			container: "hazelcast",
			atSeconds: 15,
			victims: 2,
			target: "any",
			lastsSeconds: 5,
		},
	]);
	expect(settings({ FAULT: "delete-all" }).faults).toEqual([
		{ kind: "delete-all", atSeconds: 15, gracePeriodSeconds: 1 },
	]);
	expect(settings({ FAULT: "squeeze-cpu", FAILURES: "1" }).faults).toEqual([
		{ kind: "squeeze-cpu", atSeconds: 15, lastsSeconds: 10, workers: 8 },
	]);
});

test("what the protocol says of a fault stays unless a variable changes it", () => {
	const squeeze = {
		kind: "squeeze-cpu",
		atSeconds: 3,
		lastsSeconds: 4,
		workers: 99,
	};
	expect(settings({ LASTS: "7" }, withFaults(squeeze)).faults).toEqual([{ ...squeeze, lastsSeconds: 7 }]);
});

test("a lab without a protocol runs a minute, with a fault if one is asked for", () => {
	const description = { ...lab, protocol: null };
	expect(settings({}, description)).toMatchObject({
		durationSeconds: 60,
		faults: [],
	});
	expect(settings({ FAILURES: "2" }, description).faults).toEqual([{ ...planned, atSeconds: 20 }]);
});

test("the protocol may aim at a leader, and TARGET says otherwise", () => {
	const leader = withFaults({ ...planned, target: "leader" });
	const target = (environment: Record<string, string>, description?: object) =>
		settings(environment, description).faults[0];
	expect(target({ TARGET: "any" }, leader)).toMatchObject({ target: "any" });
	expect(target({ TARGET: "" }, leader)).toMatchObject({ target: "leader" });
	expect(target({ TARGET: "leader" })).toMatchObject({ target: "leader" });
	expect(target({ TARGET: "leader:group-0" })).toMatchObject({
		target: "leader",
		group: "group-0",
	});
});

test.each([
	[{ FAILURES: "6" }, "The fault 1 (delete-pods) asks for 6 victims, but there are only 5 replicas."],
	[{ FAILURES: "-1" }, 'FAILURES must be a whole number, 0 or more, not "-1".'],
	[{ SEED: "1.5" }, 'SEED must be a whole number, 0 or more, not "1.5".'],
	[
		{ FAULT_AT: "45" },
		"The fault 1 (delete-pods) comes after 45 s, but the run ends after 45 s: let it come earlier or the run last longer.",
	],
	[{ FAULT_AT: "soon" }, 'FAULT_AT must be a duration such as 45, 45s or 5m, not "soon".'],
	[{ TARGET: "follower" }, 'TARGET must be any, leader, or leader:<group> such as leader:group-0, not "follower".'],
	[{ TARGET: "leader:" }, 'TARGET must be any, leader, or leader:<group> such as leader:group-0, not "leader:".'],
	[{ DURATION: "0" }, "DURATION must be more than 0 seconds."],
	[
		{ GRACE: "0" },
		"GRACE must be whole seconds, 1 or more: a grace period of 0 leaves the old process running beside its successor, which is another fault: FAULT=overlap.",
	],
	[
		{ FAULT: "explode" },
		'FAULT must be none, delete-pods, overlap, rolling, delete-majority, delete-all, delete-store, kill-pods, kill-container, cut-off, freeze, squeeze-cpu, squeeze-memory, stop-node, drain-node, stop-api-server, or, for kill-container, freeze, squeeze-memory, with a container such as freeze:hazelcast, not "explode".',
	],
	[
		{ FAULT: "delete-store" },
		'The fault 1 (delete-store) needs a store outside the replicas, which the mode "decentral" doesn\'t have.',
	],
])("%o is refused", (environment, message) => {
	expect(() => settings(environment)).toThrow(message);
});

test("a description that lacks something is refused by name", () => {
	expect(() => settings({}, { ...lab, kubernetes: {} })).toThrow('lab.json: "kubernetes.server" must be a text.');
	expect(() => settings({}, { ...lab, replicas: "5" })).toThrow(
		'lab.json: "replicas" must be a whole number, 1 or more.',
	);
	expect(() => parseDescription("{", "lab.json")).toThrow("lab.json is not JSON: bring the lab up anew.");
});

test("of several faults none can be changed by a variable", () => {
	const later = { ...planned, atSeconds: 30 };
	expect(() => settings({ FAILURES: "1" }, withFaults(planned, later))).toThrow(
		"FAILURES can't change the protocol's faults, of which there are 2: give the lab another protocol.",
	);
});
