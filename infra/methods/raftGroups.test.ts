import { expect, test } from "vitest";
import { raftGroups } from "./raftGroups.ts";

const sizes = { replicas: 21, groupSize: 5, members: 3 };

test("members in the replicas' Pods make several groups, those outside a single one, and a database none", () => {
	const of = (mode: string) => raftGroups({ ...sizes, mode });
	expect(of("decentral")).toEqual({ size: 5, count: 5 });
	expect(of("study")).toEqual(of("decentral"));
	expect(of("decentral-etcd")).toEqual({ size: 5, count: 5 });
	expect(raftGroups({ ...sizes, replicas: 20, mode: "decentral-etcd" })).toEqual({ size: 5, count: 4 });
	expect(of("hybrid")).toEqual({ size: 3, count: 1 });
	expect(of("central")).toBeNull();
	expect(of("central-etcd")).toBeNull();
});
