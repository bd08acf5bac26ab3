import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const given = {
	POD_NAME: "pod-3",
	POD_IP: "10.0.0.3",
	REPLICAS: "9",
	PEER_TOKEN: "0123456789abcdef",
};

test("the environment of a replica's Pod needs only who it is, how many there are, and the token", () => {
	expect(readSettings(given)).toMatchObject({
		pod: "pod-3",
		podPrefix: "pod",
		ordinal: 3,
		groupSize: 5,
		durable: false,
		program: "/bin/etcd",
		clientHost: "127.0.0.1",
		clientPorts: { own: 2379, lent: 2381 },
		peerPorts: { own: 2380, lent: 2382 },
		mode: "decentral-etcd",
	});
});

test("a member outside the replicas' Pods has another name", () => {
	const settings = readSettings({
		...given,
		POD_NAME: "central-1",
		POD_PREFIX: "central",
		REPLICAS: "3",
		GROUP_SIZE: "3",
		DURABILITY: "volume",
	});
	expect(settings).toMatchObject({
		pod: "central-1",
		podPrefix: "central",
		ordinal: 1,
		durable: true,
	});
});

test("what is wrong is named, with what is allowed", () => {
	expect(() => readSettings({ ...given, POD_NAME: "central-1" })).toThrow(
		'The environment is wrong: POD_NAME="central-1" must be one of the 9 replicas, pod-0 to pod-8.',
	);
	expect(() => readSettings({ ...given, DURABILITY: "disk" })).toThrow(
		'The environment is wrong: DURABILITY="disk" must be one of: memory, volume.',
	);
});
