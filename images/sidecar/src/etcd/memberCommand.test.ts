import { expect, test } from "vitest";
import { memberCommand } from "./memberCommand.ts";

const peer = (i: number) => ({
	name: `pod-${i}`,
	url: `http://pod-${i}.replicas:2380`,
});

const given = {
	program: "/etcd",
	seat: "own",
	folder: "/data/own/etcd",
	self: peer(1),
	cluster: [peer(0), peer(1), peer(2)],
	state: "new",
	token: "t",
	durable: false,
} as const;

test("a member names the whole group, takes clients on loopback alone and peers from everywhere", () => {
	expect(memberCommand(given)).toEqual(
		expect.arrayContaining([
			"/etcd",
			"--name=pod-1",
			"--data-dir=/data/own/etcd",
			"--listen-client-urls=http://127.0.0.1:2379",
			"--listen-peer-urls=http://0.0.0.0:2380",
			"--initial-advertise-peer-urls=http://pod-1.replicas:2380",
			"--initial-cluster=pod-0=http://pod-0.replicas:2380,pod-1=http://pod-1.replicas:2380,pod-2=http://pod-2.replicas:2380",
			"--initial-cluster-state=new",
			"--initial-cluster-token=t",
		]),
	);
});

test("a member that is lent listens elsewhere", () => {
	const url = "http://pod-1.replicas:2382";
	const command = memberCommand({
		...given,
		seat: "lent",
		self: { name: "pod-1", url },
	});
	expect(command).toContain("--listen-client-urls=http://127.0.0.1:2381");
	expect(command).toContain("--listen-peer-urls=http://0.0.0.0:2382");
});

test("only data that outlive the Pod are synced", () => {
	expect(memberCommand(given)).toContain("--unsafe-no-fsync=true");
	expect(memberCommand({ ...given, durable: true })).toContain("--unsafe-no-fsync=false");
});
