import { expect, test } from "vitest";
import type { PodStatus } from "./pods.ts";
import { raftViewOf, SteadyWatch, unsteadyRaftBecause } from "./steady.ts";

const pod = (name: string, change: Partial<PodStatus> = {}): PodStatus => ({
	name,
	uid: `uid-of-${name}`,
	node: "holdfast",
	ip: "198.19.0.7",
	ready: true,
	containers: {},
	...change,
});

test("a system is steady when all replicas are back and each went on since", () => {
	const watch = new SteadyWatch(2, ["uid-of-pod-1"]);
	const pods = [pod("pod-0"), pod("pod-1")];
	expect(watch.because(pods)).toBe("not back: pod-1");
	const back = [pod("pod-0"), pod("pod-1", { uid: "successor" })];
	expect(watch.because(back)).toBe("not going on: pod-0, pod-1");
	for (const { name } of back) watch.observe(name, { index: 4 });
	expect(watch.because(back)).toBe("not going on: pod-0, pod-1");
	watch.observe("pod-0", { index: 5 });
	expect(watch.because(back)).toBe("not going on: pod-1");
	// One that lost its state goes on all the same.
	watch.observe("pod-1", { index: 0 });
	expect(watch.because(back)).toBeNull();
});

test("Pods that aren't replicas' are back when so many are Ready, without those that were deleted", () => {
	const watch = new SteadyWatch(2, ["hybrid-0 uid"]);
	const member = (name: string, uid = `${name} uid`) => ({
		...pod(name),
		uid,
	});
	const others = [member("hybrid-1"), member("hybrid-2")];
	expect(watch.awayBecause(others, 3)).toBe("there are 2 Pods instead of 3");
	expect(watch.awayBecause([member("hybrid-0"), ...others], 3)).toBe("not back: hybrid-0");
	expect(watch.awayBecause([member("hybrid-0", "another"), ...others], 3)).toBeNull();
});

test("a Pod that isn't there yet is told by the number of Pods", () => {
	const watch = new SteadyWatch(2, []);
	expect(watch.because([pod("pod-0")])).toBe("there are 1 Pods instead of 2");
});

const metrics = (members: number, alive: number, lost: string[] = []) =>
	[
		"# HELP holdfast_cp_members Members",
		`holdfast_cp_members{pod="pod-0",mode="decentral"} ${members}`,
		`holdfast_cp_live_members{pod="pod-0",mode="decentral"} ${alive}`,
		'holdfast_cp_majority_lost{group="METADATA",pod="pod-0"} 0',
		...lost.map((group) => `holdfast_cp_majority_lost{group="${group}",pod="pod-0"} 1`),
		"",
	].join("\n");

test.each([
	[metrics(3, 3), null],
	[metrics(3, 2), "pod-0 sees 2 members alive and 3 in their groups, of 3"],
	[metrics(2, 3), "pod-0 sees 3 members alive and 2 in their groups, of 3"],
	[metrics(3, 3, ["group-1"]), "group-1 has no majority"],
	[null, "the consensus replica of pod-0 doesn't answer"],
])("Raft members are steady when all have their seats (%#)", (text, reason) => {
	const view = raftViewOf(text);
	expect(unsteadyRaftBecause([{ pod: "pod-0", view }], 3)).toBe(reason);
});
