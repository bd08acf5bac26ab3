import { expect, test } from "vitest";
import { readSettings } from "./config.ts";

const settings = (stack: string, config: Record<string, string> = {}) => readSettings(stack, (key) => config[key]);

test("a stack's name says mode and replicas, and everything else has a default", () => {
	expect(settings("central-5")).toEqual({
		stack: "central-5",
		mode: "central",
		replicas: 5,
		run: "1",
		intervalSeconds: 1,
		platform: "native",
		nodes: 1,
		workers: 2,
		nodeImage: "",
		context: "",
		registry: "",
		storage: "pods",
		durability: "memory",
		storageClass: "",
		couchdbImage: "",
		charts: { couchdb: "repo", hazelcast: "repo", prometheus: "repo" },
		grafana: false,
		seed: 1,
		protocol: {
			name: "quick",
			warmUpSeconds: 5,
			durationSeconds: 45,
			settleSeconds: 60,
			intervalSeconds: 1,
			scrapeIntervalSeconds: 1,
			load: null,
			repetitions: 3,
			thresholds: {},
			faults: [
				{
					kind: "delete-pods",
					atSeconds: 15,
					victims: 2,
					gracePeriodSeconds: 1,
					target: "any",
				},
			],
		},
		recording: true,
		groupSize: 5,
		members: 3,
		lostMajority: "halt",
	});
});

test("a stack without a protocol only brings the laboratory up", () => {
	expect(settings("central-5", { protocol: "none" }).protocol).toBeNull();
});

test.each([
	[
		"production",
		'The stack\'s name "production" is no <mode>-<replicas> pair of a mode (central, decentral, hybrid, decentral-etcd, central-etcd, volume, standby, none, lying, study) and 3 to 100 replicas: call it, for example, "central-5".',
	],
	[
		"central-",
		'The stack\'s name "central-" is no <mode>-<replicas> pair of a mode (central, decentral, hybrid, decentral-etcd, central-etcd, volume, standby, none, lying, study) and 3 to 100 replicas: call it, for example, "central-5".',
	],
	[
		"central-05",
		'The stack\'s name "central-05" is no <mode>-<replicas> pair of a mode (central, decentral, hybrid, decentral-etcd, central-etcd, volume, standby, none, lying, study) and 3 to 100 replicas: call it, for example, "central-5".',
	],
	[
		"hopeful-5",
		'The stack\'s name "hopeful-5" asks for the mode "hopeful". Allowed modes are: central, decentral, hybrid, decentral-etcd, central-etcd, volume, standby, none, lying, study.',
	],
	["central-2", 'The stack\'s name "central-2" asks for 2 replicas. Allowed are 3 to 100.'],
	["central-101", 'The stack\'s name "central-101" asks for 101 replicas. Allowed are 3 to 100.'],
])("the stack name %s is refused", (stack, message) => {
	expect(() => settings(stack)).toThrow(new Error(message));
});

test.each([
	["interval", "0", "a number from 0.05 to 3600"],
	["interval", "-1", "a number from 0.05 to 3600"],
	["interval", "often", "a number from 0.05 to 3600"],
	["interval", "", "a number from 0.05 to 3600"],
	["failures", "6", "a whole number from 0 to 5"],
	["failures", "1.5", "a whole number from 0 to 5"],
	["faultAt", "46", "a number from 0 to 45"],
	["platform", "moon", "auto, native, kind, k3s, kubeconfig"],
	["workers", "21", "a whole number from 0 to 20"],
	["storage", "memory", "pods, volumes"],
	["couchdbChart", "https", "repo, or the path of a folder or archive such as ./charts/couchdb"],
	["protocol", "slow", "quick, thesis, thesis-calm, none, or the path of a YAML file such as ./mine.yaml"],
	["lasts", "0", "a number from 0.1 to 3600"],
	["recording", "maybe", "true, false"],
	["seed", "-1", "a whole number from 0 to 4294967295"],
	["groupSize", "2", "a whole number from 3 to 7"],
	["members", "4", "3, 5, 7"],
	["lostMajority", "pray", "halt, reset"],
	["durability", "disk", "memory, volume"],
	["target", "everyone", "any, leader"],
])("holdfast:%s = %j is refused", (key, value, allowed) => {
	expect(() => settings("central-5", { [key]: value })).toThrow(
		new Error(
			`Invalid value for holdfast:${key}: "${value}". Allowed: ${allowed}. Change it with "pulumi config set ${key} …".`,
		),
	);
});

test("a value is refused also where it would mean nothing", () => {
	const refused = (config: Record<string, string>) =>
		expect(() => settings("central-5", config)).toThrow(/^Invalid value for holdfast:/);
	refused({ failures: "x", fault: "none" });
	refused({ lasts: "0", protocol: "none" });
	refused({ lostMajority: "pray" });
});

test("without an experiment, what changes a protocol is only looked at, not held against it", () => {
	const { protocol, intervalSeconds } = settings("central-5", {
		protocol: "none",
		faultAt: "200",
		interval: "0.5",
	});
	expect(protocol).toBeNull();
	expect(intervalSeconds).toBe(0.5);
});

test("a default that doesn't fit is complained about only where it counts", () => {
	const short = { duration: "10" };
	expect(() => settings("central-5", short)).toThrow(
		/^Invalid value for holdfast:faultAt: "15". Allowed: a number from 0 to 10\./,
	);
	expect(settings("central-5", { ...short, fault: "none" }).protocol).toMatchObject({
		durationSeconds: 10,
		faults: [],
	});
});

test("a mode's name may hold a hyphen itself", () => {
	expect(settings("decentral-etcd-21")).toMatchObject({
		mode: "decentral-etcd",
		replicas: 21,
	});
	expect(() => settings("decentral-etcd")).toThrow(/no <mode>-<replicas> pair/);
});

test("the native platform's volumes have one storage class, which only a stack with volumes asks for", () => {
	const storageClass = "fast";
	const withVolumes: [string, Record<string, string>][] = [
		["volume-5", {}],
		["decentral-etcd-5", { durability: "volume" }],
		["central-etcd-5", { durability: "volume" }],
	];
	for (const [stack, keys] of withVolumes) {
		expect(() => settings(stack, { ...keys, storageClass })).toThrow(
			'The platform "native" has no storage class "fast", only "local", which is its default: leave it out with "pulumi config rm storageClass", or choose another platform.',
		);
		expect(settings(stack, { ...keys, storageClass: "local" })).toMatchObject({
			storageClass: "local",
		});
		expect(settings(stack, { ...keys, storageClass, platform: "kind" })).toMatchObject({ storageClass });
	}
	for (const stack of ["central-5", "decentral-etcd-5"]) {
		expect(settings(stack, { storageClass })).toMatchObject({ storageClass });
	}
});

test.each(["decentral", "decentral-etcd", "study"])(
	"fewer than five replicas of the mode %s share a Raft group of three",
	(mode) => {
		expect(settings(`${mode}-3`).groupSize).toBe(3);
		expect(settings(`${mode}-5`).groupSize).toBe(5);
	},
);

test("a group that the replicas can't fill is refused, and asked of no mode without groups", () => {
	const tooLarge = { groupSize: "7" };
	expect(() => settings("decentral-5", tooLarge)).toThrow(/"pulumi config set groupSize …"/);
	expect(settings("central-5", tooLarge).groupSize).toBe(7);
});

test("a leader can be the target only where there are Raft groups", () => {
	const target = { target: "leader" };
	expect(settings("decentral-5", target).protocol?.faults[0]).toMatchObject({
		target: "leader",
	});
	expect(() => settings("central-5", target)).toThrow(
		new Error(
			'The fault 1 (delete-pods) is aimed at a leader, but the mode "central" has nobody who says which Pod leads a Raft group: choose target "any".',
		),
	);
});

test("a fault's name is enough: all else has a default that the configuration can change", () => {
	const faults = (config: Record<string, string>) => settings("decentral-5", config).protocol?.faults;
	expect(faults({ fault: "freeze:hazelcast", failures: "1" })).toEqual([
		{
			kind: "freeze",
			container: "hazelcast",
			atSeconds: 15,
			victims: 1,
			target: "any",
			lastsSeconds: 10,
		},
	]);
	expect(faults({ fault: "none" })).toEqual([]);
	expect(faults({ failures: "0" })).toEqual([]);
	expect(() => faults({ fault: "explode" })).toThrow(
		/^Invalid value for holdfast:fault: "explode". Allowed: none, delete-pods, /,
	);
});

test("as many Pods of the store are deleted as the configuration says, or it is refused", () => {
	const faults = (stack: string, config: Record<string, string>) =>
		settings(stack, { fault: "delete-store", ...config }).protocol?.faults;
	const ofStore = (victims: number) => [{ kind: "delete-store", atSeconds: 15, victims }];
	expect(faults("hybrid-5", {})).toEqual(ofStore(1));
	expect(faults("hybrid-5", { failures: "2" })).toEqual(ofStore(2));
	expect(faults("central-5", {})).toEqual(ofStore(1));
	expect(() => faults("central-5", { failures: "2" })).toThrow(
		new Error("The fault 1 (delete-store) asks for 2 victims, but the store has 1 Pod."),
	);
	const cloud = { platform: "kubeconfig", registry: "registry.example.com" };
	expect(faults("central-5", { failures: "2", ...cloud })).toEqual(ofStore(2));
	// The tests' own chart says that it holds a stand-in.
	const ours = { ...cloud, couchdbChart: "./e2e/charts/couchdb" };
	expect(() => faults("central-5", { failures: "2", ...ours })).toThrow("the store has 1 Pod.");
});

test("the study's protocol deletes as many Pods as a Raft group tolerates, and has a twin without failures", () => {
	const thesis = (config: Record<string, string>) =>
		settings("decentral-9", { protocol: "thesis", ...config }).protocol;
	expect(thesis({})).toMatchObject({
		durationSeconds: 300,
		faults: [{ kind: "delete-pods", atSeconds: 60, victims: 2 }],
	});
	expect(thesis({ groupSize: "3" })?.faults).toMatchObject([{ victims: 1 }]);
	expect(thesis({ protocol: "thesis-calm" })?.faults).toEqual([]);
});

test("a protocol in a file says everything itself", () => {
	const own = { protocol: "./mine.yaml", failures: "1" };
	expect(() => settings("central-5", own)).toThrow(
		'holdfast:failures can\'t change the protocol ./mine.yaml, which is a file of your own: say it there, and run "pulumi config rm failures".',
	);
	expect(() => settings("central-5", { protocol: "./mine.yaml" })).toThrow(
		/^The protocol .\/mine.yaml can't be read: ENOENT/,
	);
});

test("a cluster of the user's own needs a registry for the images", () => {
	const cloud = { platform: "kubeconfig" };
	expect(() => settings("central-5", cloud)).toThrow(
		'The platform "kubeconfig" needs a registry that the cluster can pull images from: name one with "pulumi config set registry …".',
	);
	expect(settings("central-5", { ...cloud, registry: "registry.example.com" }).platform).toBe("kubeconfig");
});

test("an image of CouchDB makes the store on native a real one of three Pods, and is for no other platform", () => {
	const image = { couchdbImage: "couchdb:3.5.0", fault: "delete-store" };
	const two = settings("central-5", { ...image, failures: "2" });
	expect(two.protocol?.faults).toMatchObject([{ victims: 2 }]);
	expect(() => settings("central-5", { ...image, platform: "kind" })).toThrow(
		'The platform "kind" pulls CouchDB\'s image by itself: leave yours out with "pulumi config rm couchdbImage".',
	);
});

test("what auto stands for is found by whoever asks, and faults are held against it", () => {
	const onKind = (config: Record<string, string>) =>
		readSettings(
			"central-5",
			(key) => config[key],
			() => "kind",
		);
	expect(onKind({}).platform).toBe("kind");
	expect(() => onKind({ fault: "freeze" })).toThrow(/which the platform "kind" doesn't offer/);
});

test.each([
	["nodes", "3", "native", "kind"],
	["workers", "3", "kind", "native"],
	["nodeImage", "kindest/node:v1.36.1", "kind", "native"],
])("%s is refused where another platform makes the nodes", (key, value, owner, other) => {
	const on = (platform: string, text: string) => () => settings("central-5", { platform, [key]: text });
	expect(on(other, value)).toThrow(
		new Error(
			`holdfast:${key} is ${value}, but the stack's platform is "${other}", and only "${owner}" has it: remove it with "pulumi config rm ${key}", or choose the platform with "pulumi config set platform ${owner}".`,
		),
	);
	expect(on(owner, value)).not.toThrow();
});
