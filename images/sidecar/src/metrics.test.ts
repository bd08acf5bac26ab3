import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";
import type { States } from "./states.ts";

const labels = 'pod="pod-0",mode="decentral"';
const create = () => createMetrics({ pod: "pod-0", mode: "decentral" });

test("a leader change is one from a known leader to another one, not the first, not the same, not an election", async () => {
	const metrics = create();
	const changes = async () =>
		/holdfast_cp_leader_changes_total\{group="group-0",.*\} (\d+)/.exec(await metrics.registry.metrics())?.[1];
	const view = (leader: string | null) => metrics.groupView({ group: "group-0", term: 1, leader, leads: false });
	view("a");
	view("a");
	expect(await changes()).toBeUndefined();
	view(null);
	view("a");
	expect(await changes()).toBeUndefined();
	view("b");
	expect(await changes()).toBe("1");
	view(null);
	view("a");
	expect(await changes()).toBe("2");
	metrics.groupView({ group: "METADATA", term: 1, leader: "c", leads: false });
	expect(await changes()).toBe("2");
});

test("the own member leads a group until another does, or the member is gone", async () => {
	const metrics = create();
	const leads = async () =>
		/^holdfast_cp_leads\{group="group-0",.*\} (\d)$/m.exec(await metrics.registry.metrics())?.[1] ?? null;
	const view = (leads: boolean) => metrics.groupView({ group: "group-0", term: 1, leader: "a", leads });
	expect(await leads()).toBeNull();
	view(true);
	expect(await leads()).toBe("1");
	view(false);
	expect(await leads()).toBe("0");
	view(true);
	metrics.memberGone();
	expect(await leads()).not.toBe("1");
});

test("the last count of CP members is remembered, and unknown before the first", () => {
	const metrics = create();
	expect(metrics.lastCpMembers()).toBeNull();
	metrics.cpMembers(5);
	metrics.cpMembers(4);
	expect(metrics.lastCpMembers()).toBe(4);
});

test("everything that is told is shown, with the replica and its mode", async () => {
	const metrics = create();
	metrics.cpMembers(5);
	metrics.liveMembers(4);
	metrics.groups(2);
	metrics.majorityLost("group-0", true);
	metrics.majorityLost("METADATA", false);
	metrics.acted("remove", "ok", 0.3);
	metrics.acted("promote", "fail", 1.5);
	metrics.healed(7.5);
	const text = await metrics.registry.metrics();
	for (const line of [
		`holdfast_cp_members{${labels}} 5`,
		`holdfast_cp_live_members{${labels}} 4`,
		`holdfast_cp_groups{${labels}} 2`,
		`holdfast_cp_majority_lost{group="group-0",${labels}} 1`,
		`holdfast_cp_majority_lost{group="METADATA",${labels}} 0`,
		`holdfast_heal_actions_total{action="remove",outcome="ok",${labels}} 1`,
		`holdfast_heal_actions_total{action="promote",outcome="fail",${labels}} 1`,
		`holdfast_heal_action_duration_seconds_count{${labels},action="remove"} 1`,
		`holdfast_healed_duration_seconds{${labels}} 7.5`,
	]) {
		expect(text).toContain(line);
	}
});

test("measured states answer as before, and every call counts by its outcome", async () => {
	const metrics = create();
	const refused = { kind: "unavailable", applied: "no", reason: "x" } as const;
	const plain: States = {
		read: async (identifier) => ({ kind: "ok", state: identifier }),
		write: async () => refused,
	};
	const measured = metrics.measured(plain);
	expect(await measured.read("pod-3")).toEqual({ kind: "ok", state: "pod-3" });
	expect(await measured.write({ identifier: "pod-3", state: null })).toBe(refused);
	const text = await metrics.registry.metrics();
	expect(text).toMatch(/_seconds_count\{.*call="read",outcome="ok"\} 1/);
	expect(text).toMatch(/_seconds_count\{.*call="write",outcome="unavailable"\} 1/);
});
