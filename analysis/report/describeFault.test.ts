import { expect, test } from "vitest";
import { faultKinds, faultOf } from "../../schema/faultKinds.ts";
import { describeFault } from "./describeFault.ts";

const choices = { atSeconds: 15, victims: 2, target: "leader" } as const;

test("a fault is said in one line, with what its kind has", () => {
	const lines = faultKinds.map((kind) => describeFault(faultOf({ kind, container: "hazelcast" }, choices)));
	expect(lines).toEqual([
		"delete-pods at 15 s, 2 victims, first the leader of a Raft group, grace period 1 s",
		"overlap at 15 s, 2 victims, first the leader of a Raft group",
		"rolling at 15 s, 2 victims, first the leader of a Raft group, grace period 1 s",
		"delete-majority at 15 s, grace period 1 s",
		"delete-all at 15 s, grace period 1 s",
		"delete-store at 15 s, 1 victim",
		"kill-pods at 15 s, 2 victims, first the leader of a Raft group",
		"kill-container:hazelcast at 15 s, 2 victims, first the leader of a Raft group",
		"cut-off at 15 s, 2 victims, first the leader of a Raft group, for 10 s",
		"freeze:hazelcast at 15 s, 2 victims, first the leader of a Raft group, for 10 s",
		"squeeze-cpu at 15 s, 8 busy loops, for 10 s",
		"squeeze-memory:hazelcast at 15 s, 2 victims, first the leader of a Raft group, 0 MiB of headroom, for 10 s",
		"stop-node at 15 s, for 10 s",
		"drain-node at 15 s, for 10 s",
		"stop-api-server at 15 s, for 10 s",
	]);
});

test("a stopped node that nobody declares out of service is another fault", () => {
	const stopped = {
		kind: "stop-node",
		atSeconds: 20,
		lastsSeconds: 90,
		outOfService: false,
	} as const;
	expect(describeFault(stopped)).toBe("stop-node at 20 s, not declared out of service, for 90 s");
});
