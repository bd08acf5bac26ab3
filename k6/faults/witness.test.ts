import { expect, test } from "vitest";
import { reportOf } from "../../schema/witnessReport.ts";
import type { PodStatus } from "../pods.ts";
import { seenByPod } from "./witness.ts";

const pod = (name: string, fields: Partial<PodStatus> = {}): PodStatus => ({
	name,
	uid: `uid of ${name}`,
	node: null,
	ip: null,
	ready: true,
	containers: {},
	...fields,
});

const confirmed = (victim: string | null, value = 1) => ({
	victim,
	outcome: "confirmed" as const,
	value,
	detail: `${value} seen`,
});

test("what was seen of containers and addresses is told of their Pods, the worst of each", () => {
	const first = pod("pod-0", { containers: { app: "a", hazelcast: "h" } });
	const second = pod("pod-1", { ip: "198.19.0.7" });
	const report = reportOf([
		confirmed("a", 2),
		{ victim: "h", outcome: "mismatch", value: 3, detail: "3 go on" },
		confirmed("198.19.0.7", 40),
	]);
	expect(seenByPod(report, [first, second])).toEqual([
		{
			outcome: "mismatch",
			value: 5,
			detail: "2 seen; 3 go on",
			pod: first,
		},
		{ outcome: "confirmed", value: 40, detail: "40 seen", pod: second },
	]);
});

test("what was seen of a node is told of each Pod on it, or of the system where no Pod was hit", () => {
	const report = reportOf([confirmed(null, 9)]);
	const pods = [pod("pod-0"), pod("pod-1")];
	expect(seenByPod(report, pods).map(({ pod, value }) => [pod?.name, value])).toEqual([
		["pod-0", 9],
		["pod-1", 9],
	]);
	expect(seenByPod(report, [])).toEqual([{ outcome: "confirmed", value: 9, detail: "9 seen" }]);
});

test("a Pod that the witness says nothing of is in doubt", () => {
	const report = reportOf([confirmed("another container")]);
	expect(seenByPod(report, [pod("pod-0")])).toMatchObject([{ outcome: "inconclusive", value: null }]);
});
