import fc from "fast-check";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const token = "0123456789abcdef";
const least = {
	POD_NAME: "pod-1",
	REPLICAS: "5",
	POD_IP: "10.0.0.1",
	PEER_TOKEN: token,
};

test("what isn't set takes its default", () => {
	expect(readSettings(least)).toEqual({
		pod: "pod-1",
		podPrefix: "pod",
		ordinal: 1,
		replicas: 5,
		clients: null,
		groupSize: 5,
		podAddress: "10.0.0.1",
		peerDomain: "replicas",
		peerToken: token,
		majorityPolicy: "halt",
		formationLimitSeconds: 120,
		resetAfterSeconds: 10,
		launcher: "/launcher/start",
		raftLog: "/launcher/raft.log",
		host: "127.0.0.1",
		port: 32_200,
		peerHost: "0.0.0.0",
		peerPort: 32_201,
		member: { host: "127.0.0.1", clientPort: 5702, managementPort: 5703 },
		observer: null,
		observerToken: null,
		mode: "decentral",
	});
});

test("what is set is taken, and an empty variable counts as not set", () => {
	const settings = readSettings({
		...least,
		POD_NAME: "pod-20",
		REPLICAS: "21",
		GROUP_SIZE: "7",
		PEER_DOMAIN: "replicas.holdfast",
		LOST_MAJORITY: "reset",
		FORMATION_LIMIT_SECONDS: "0.5",
		RESET_AFTER_SECONDS: "3",
		PORT: "",
		PEER_PORT: "1024",
		MEMBER_CLIENT_PORT: "6000",
		OBSERVER: "http://observer:32100",
		OBSERVER_TOKEN: "secret",
	});
	expect(settings).toMatchObject({
		ordinal: 20,
		groupSize: 7,
		peerDomain: "replicas.holdfast",
		majorityPolicy: "reset",
		formationLimitSeconds: 0.5,
		resetAfterSeconds: 3,
		port: 32_200,
		peerPort: 1024,
		member: { clientPort: 6000, managementPort: 5703 },
		observer: "http://observer:32100",
		observerToken: "secret",
	});
});

test("members that keep the states of others' Pods have names and clients of their own", () => {
	const CLIENT_TOKEN = "fedcba9876543210";
	const outside = {
		...least,
		POD_NAME: "hybrid-2",
		POD_PREFIX: "hybrid",
		REPLICAS: "3",
		GROUP_SIZE: "3",
	};
	expect(readSettings({ ...outside, CLIENTS: "21", CLIENT_TOKEN })).toMatchObject({
		pod: "hybrid-2",
		podPrefix: "hybrid",
		ordinal: 2,
		clients: { replicas: 21, token: CLIENT_TOKEN },
	});
	const halves: Record<string, string>[] = [{ CLIENTS: "21" }, { CLIENT_TOKEN }];
	for (const half of halves) {
		expect(complaintOf({ ...outside, ...half })).toBe(
			"The environment is wrong: set both CLIENTS and CLIENT_TOKEN, or neither.",
		);
	}
	expect(complaintOf({ ...outside, POD_NAME: "pod-2" })).toContain(
		"must be one of the 3 replicas, hybrid-0 to hybrid-2.",
	);
});

const seconds = "a number of seconds above 0";
const port = "a port number from 1 to 65535";

test.each([
	["POD_NAME", "", "POD_NAME is not set; it must be the replica's identity"],
	["REPLICAS", "", "REPLICAS is not set; it must be a whole number"],
	["REPLICAS", "many", 'REPLICAS="many" must be a whole number of at least 1'],
	["REPLICAS", "2", "there are 2 replicas: choose 3 or more"],
	["GROUP_SIZE", "x", 'GROUP_SIZE="x" must be a whole number of at least 1'],
	["GROUP_SIZE", "4", "A group size of 4 is not allowed: choose 3, 5 or 7"],
	["GROUP_SIZE", "9", "A group size of 9 is not allowed: choose 3, 5 or 7"],
	["GROUP_SIZE", "7", "choose a group size of at most 5"],
	["POD_NAME", "web-1", 'POD_NAME="web-1" must be one of the'],
	["POD_NAME", "pod-5", 'POD_NAME="pod-5" must be one of the 5 replicas'],
	["POD_IP", "", "POD_IP is not set; it must be the Pod's address"],
	["PEER_TOKEN", "", "PEER_TOKEN is not set; it must be the secret that peers"],
	["PEER_TOKEN", "short", "PEER_TOKEN must be a secret of 16 characters"],
	["CLIENTS", "0", 'CLIENTS="0" must be a whole number of at least 1'],
	["CLIENT_TOKEN", "short", "CLIENT_TOKEN must be a secret of 16 characters"],
	["LOST_MAJORITY", "x", 'LOST_MAJORITY="x" must be one of: halt, reset'],
	["FORMATION_LIMIT_SECONDS", "0", `must be ${seconds}`],
	["RESET_AFTER_SECONDS", "-1", `RESET_AFTER_SECONDS="-1" must be ${seconds}`],
	["PORT", "0", `PORT="0" must be ${port}`],
	["PEER_PORT", "65536", `PEER_PORT="65536" must be ${port}`],
	["MEMBER_CLIENT_PORT", "1.5", `MEMBER_CLIENT_PORT="1.5" must be ${port}`],
	["MEMBER_MANAGEMENT_PORT", "x", `must be ${port}`],
	["OBSERVER", "ftp://x", 'OBSERVER="ftp://x" must be an http or https URL'],
])("%s=%j is refused with one sentence that says what is allowed", (name, value, sentence) => {
	const message = complaintOf({ ...least, [name]: value });
	expect(message).toContain(sentence);
	expect(message).toMatch(/^[^\n]+\.$/);
});

test("several wrong variables are all named at once", () => {
	const message = complaintOf({ ...least, REPLICAS: "x", PORT: "y" });
	expect(message).toContain("REPLICAS=");
	expect(message).toContain("PORT=");
});

test("the token never appears in a complaint, whatever it and the other variables are", () => {
	const variable = fc.constantFrom("POD_NAME", "REPLICAS", "GROUP_SIZE", "LOST_MAJORITY", "PORT", "OBSERVER");
	const secret = fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }).map((text) => `<${text}>`);
	fc.assert(
		fc.property(secret, fc.dictionary(variable, fc.string({ maxLength: 3 })), (PEER_TOKEN, others) => {
			const tokens = { PEER_TOKEN, CLIENT_TOKEN: PEER_TOKEN };
			const message = complaintOf({ ...least, ...others, ...tokens });
			expect(message ?? "").not.toContain(PEER_TOKEN);
		}),
	);
});

function complaintOf(variables: Record<string, string>): string | null {
	try {
		readSettings(variables);
		return null;
	} catch (error) {
		return (error as Error).message;
	}
}
