import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const least = { POD_NAME: "pod-0", MODE: "central", REPLICAS: "5" };

test("what isn't set takes its default", () => {
	expect(readSettings(least)).toEqual({
		pod: "pod-0",
		self: { pod: "pod-0", uid: "" },
		mode: "central",
		replicas: 5,
		intervalSeconds: 1,
		seed: 0,
		host: "0.0.0.0",
		port: 32_000,
		recorder: null,
		indexLimit: 10_000_000,
		own: { CENTRAL_URL: "http://central:5984", CENTRAL_DATABASE: "states" },
	});
});

test("what is set is taken, and an empty variable counts as not set", () => {
	const settings = readSettings({
		...least,
		INTERVAL_SECONDS: "0.25",
		SEED: "42",
		PORT: "",
		RECORDER: "observer.holdfast-observability:32100",
		CENTRAL_URL: "https://couch.example:6984/",
		CENTRAL_USER: "admin",
		CENTRAL_PASSWORD: "secret",
	});
	expect(settings).toMatchObject({
		intervalSeconds: 0.25,
		seed: 42,
		port: 32_000,
		recorder: { host: "observer.holdfast-observability", port: 32_100 },
		own: {
			CENTRAL_URL: "https://couch.example:6984",
			CENTRAL_USER: "admin",
			CENTRAL_PASSWORD: "secret",
		},
	});
});

test.each([
	["pod-3", "standby", "pod-3"],
	["standby-3", "standby", "pod-3"],
	["standby-3", "central", "standby-3"],
])("%s in the mode %s is there for %s", (podName, mode, identity) => {
	const { pod, self } = readSettings({
		...least,
		POD_NAME: podName,
		POD_UID: "uid",
		MODE: mode,
		CONTROLLER_TOKEN: "secret",
	});
	expect(pod).toBe(identity);
	expect(self).toEqual({ pod: podName, uid: "uid" });
});

test("there may be several consensus replicas, who are shown a token", () => {
	expect(
		readSettings({
			...least,
			MODE: "hybrid",
			CONSENSUS_URL: "http://hybrid-0.hybrid:32200/,http://hybrid-1.hybrid:32200",
			CONSENSUS_TOKEN: "secret",
		}).own,
	).toEqual({
		CONSENSUS_URL: ["http://hybrid-0.hybrid:32200", "http://hybrid-1.hybrid:32200"],
		CONSENSUS_TOKEN: "secret",
	});
});

test("a recorder may have an IPv6 address", () => {
	expect(readSettings({ ...least, RECORDER: "[::1]:32100" }).recorder).toEqual({
		host: "::1",
		port: 32_100,
	});
});

test("a recorder may want to be shown a token", () => {
	expect(
		readSettings({
			...least,
			RECORDER: "observer:32100",
			RECORDER_TOKEN: "secret",
		}).recorder,
	).toEqual({ host: "observer", port: 32_100, token: "secret" });
});

test.each([
	["MODE", "quorum", 'MODE="quorum" must be one of: central'],
	["INTERVAL_SECONDS", "0", 'INTERVAL_SECONDS="0" must be a number of seconds above 0'],
	["INTERVAL_SECONDS", "soon", 'INTERVAL_SECONDS="soon" must be a number of seconds above 0'],
	["INTERVAL_SECONDS", "Infinity", 'INTERVAL_SECONDS="Infinity" must be a number of seconds above 0'],
	["REPLICAS", "2.5", 'REPLICAS="2.5" must be a whole number of at least 1'],
	["SEED", "-1", 'SEED="-1" must be a whole number of at least 0'],
	["PORT", "70000", 'PORT="70000" must be a port number from 1 to 65535'],
	["RECORDER", "observer", 'RECORDER="observer" must be host:port'],
	["RECORDER", "observer:99999", 'RECORDER="observer:99999" must be host:port'],
	["CENTRAL_URL", "central:5984", 'CENTRAL_URL="central:5984" must be an http or https URL'],
	["CENTRAL_DATABASE", "States", 'CENTRAL_DATABASE="States" must be a CouchDB database name'],
])("%s=%s is refused by name, value and remedy", (name, value, complaint) => {
	expect(() => readSettings({ ...least, [name]: value })).toThrow(complaint);
});

test("every missing variable is named at once", () => {
	expect(() => readSettings({})).toThrow(/POD_NAME is not set.*MODE is not set.*REPLICAS is not set/);
});

test("a user without a password is refused, and no password is ever shown", () => {
	expect(() => readSettings({ ...least, CENTRAL_USER: "admin" })).toThrow(
		"set both CENTRAL_USER and CENTRAL_PASSWORD, or neither",
	);
	expect(() => readSettings({ ...least, MODE: "x", CENTRAL_PASSWORD: "secret" })).toThrow(
		expect.not.stringContaining("secret"),
	);
});

test("the members of a central etcd are a list of addresses", () => {
	const etcd = (urls: string) =>
		readSettings({
			POD_NAME: "pod-0",
			MODE: "central-etcd",
			REPLICAS: "3",
			ETCD_URLS: urls,
		}).own.ETCD_URLS;
	expect(etcd("http://a:2379,http://b:2379/")).toEqual(["http://a:2379", "http://b:2379"]);
	expect(() => etcd("http://a:2379,b")).toThrow(
		'ETCD_URLS="http://a:2379,b" must be http or https URLs, with commas between several',
	);
});

test("a list of consensus replicas is refused as a whole when one of them is none", () => {
	expect(() =>
		readSettings({
			...least,
			MODE: "hybrid",
			CONSENSUS_URL: "http://hybrid-0:32200,hybrid-1:32200",
		}),
	).toThrow(
		'CONSENSUS_URL="http://hybrid-0:32200,hybrid-1:32200" must be http or https URLs, with commas between several',
	);
});

test("what means something to another mode alone is neither read nor checked", () => {
	expect(readSettings({ ...least, MODE: "none", CENTRAL_URL: "nowhere" }).own).toEqual({});
});
