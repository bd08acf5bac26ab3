import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { RaftLab } from "./raftLab.ts";
import { expectFreeMachine, resultsFolderIn, until } from "./workspace.ts";

const lab = new RaftLab(5);
const { workspace, stack } = lab;

beforeAll(async () => {
	expectFreeMachine();
	await lab.init();
});

afterAll(async () => {
	if (currentLease()) await lab.down();
	else workspace.remove();
});

/**
 * No acknowledged update was lost, no replica left its chain, went backwards or was forked, though
 * all of that could have shown. In the middle of the processes' lives nothing can be said for
 * certain: their ends aren't there yet.
 */
async function expectSafe(): Promise<void> {
	const { judgement } = await lab.history();
	expect(judgement.violations).toEqual([]);
	expect(judgement.evidence).toHaveLength(6 * lab.replicas);
	for (const { observations, property, pod } of judgement.evidence) {
		expect(observations, `${property} of ${pod}`).toBeGreaterThan(0);
	}
}

describe("wrong keys and values fail in preview, before anything is created", () => {
	test.each([
		[{ groupSize: "4" }, "A group size of 4 is not allowed: choose 3, 5 or 7."],
		[{ groupSize: "7" }, "A group of 7 can't be made of 5 replicas: choose a group size of at most 5."],
		[{ lostMajority: "pray" }, 'Invalid value for holdfast:lostMajority: "pray"'],
		[{ intervall: "1" }, "There is no key holdfast:intervall; the closest is holdfast:interval"],
	])("%j", async (config, sentence) => {
		const { code, output } = await workspace.run(
			...["pulumi", "preview", "--non-interactive", "--stack", stack],
			...["--config-file", workspace.configFile(stack, config)],
		);
		expect(code).not.toBe(0);
		expect(output).toContain(sentence);
	});
});

test("the cluster forms: every replica is a member, in two groups and METADATA, and persists", async () => {
	await lab.up();
	const [pod] = await lab.pods();
	// A replica that is at rest counts the groups every 10 s.
	await until("all groups are counted", 15, async () => {
		const metrics = await lab.metrics(pod?.address ?? "");
		return metrics.get("holdfast_cp_groups") === 3;
	});
	await expectSafe();
});

test("the states' interface is for the own Pod alone, and peers must show their token", async () => {
	const [pod] = await lab.pods();
	await expect(fetch(`http://${pod?.address}:32200/api/v1/state/pod-0`)).rejects.toThrow();
	for (const path of ["/peer/view", "/peer/state/pod-0"]) {
		const answer = await fetch(`http://${pod?.address}:32201${path}`);
		expect(answer.status).toBe(401);
	}
	// Clients and management of the member listen on loopback.
	for (const port of [5702, 5703]) {
		await expect(fetch(`http://${pod?.address}:${port}/`)).rejects.toThrow();
	}
});

test("a member that is killed alone comes back into the CP Subsystem, and its replica goes on meanwhile", async () => {
	lab.mark();
	lab.kill("pod-1", "member");
	await lab.untilHealed("pod-1", 60);
	await lab.untilWhole(60);
	await expectSafe();
	const { standstill } = await lab.history();
	expect(standstill.get("pod-1")).toBeLessThan(10);
});

test("a consensus replica that is killed alone leaves the member where it is", async () => {
	const before = lab.process("pod-2", "member").pid;
	lab.mark();
	lab.kill("pod-2", "consensus");
	await until("the replica persists again", 30, async () => {
		const { operations } = await lab.history();
		const last = operations.findLast(({ pod, kind, type }) => pod === "pod-2" && kind === "persist" && type === "ok");
		return (last?.time ?? 0) > Date.now() / 1000 - 2;
	});
	await lab.untilWhole(60);
	expect(lab.process("pod-2", "member").pid).toBe(before);
	await expectSafe();
});

test("two Pods that are killed without warning, the leader's own among them, heal at the same time", async () => {
	const pods = await lab.pods();
	const leads = await Promise.all(
		pods.map(async ({ name, address }) => ({
			name,
			leads: (await lab.metrics(address)).get('holdfast_cp_leads{group="group-0"}') === 1,
		})),
	);
	const leader = leads.find((each) => each.leads)?.name ?? "";
	expect(leader).toMatch(/^pod-/);
	const other = leads.find((each) => !each.leads)?.name ?? "";
	lab.mark();
	// Force deletion: the old processes go on for a while beside their successors.
	await lab.deletePods([leader, other], 0);
	await until("both have other Pods", 60, async () => {
		const now = await lab.pods();
		return [leader, other].every((name) => {
			const uid = pods.find((each) => each.name === name)?.uid;
			return now.some((each) => each.name === name && each.uid !== uid);
		});
	});
	for (const pod of [leader, other]) await lab.untilHealed(pod, 90);
	await lab.untilWhole(90);
	await expectSafe();
});

test("an experiment deletes a group's leader, kills a consensus replica and freezes a member, and nothing is lost", async () => {
	const protocol = join(workspace.folder, "three-faults.yaml");
	writeFileSync(
		protocol,
		stringify({
			durationSeconds: 42,
			faults: [
				{ kind: "delete-pods", atSeconds: 3, victims: 2, target: "leader" },
				{
					kind: "kill-container",
					container: "consensus",
					atSeconds: 24,
					victims: 1,
				},
				{
					kind: "freeze",
					container: "hazelcast",
					atSeconds: 34,
					victims: 1,
					lastsSeconds: 3,
				},
			],
			load: { clients: 2, readsPerSecond: 2, advancesPerSecond: 0.5 },
		}),
	);
	const { code, output } = await workspace.run(
		...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
		...["--stack", stack, "--config-file"],
		workspace.configFile(stack, { protocol }),
	);
	expect(code, output).toBe(0);
	const { manifest, events, samples } = await readRun(resultsFolderIn(output));
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.groups).toEqual({ size: 5, count: 2 });
	expect(new Set(Object.values(manifest.verdicts))).toEqual(new Set(["holds"]));
	const windows = manifest.measures?.windows ?? [];
	expect(windows.map(({ fault }) => fault)).toEqual(["delete-pods", "kill-container:consensus", "freeze:hazelcast"]);
	for (const { fault, steady } of windows) expect(steady, fault).not.toBeNull();
	expect(events.some(({ event, detail }) => event === "fault-injected" && / led .*group-\d/.test(detail ?? ""))).toBe(
		true,
	);
	const containers = new Set(samples.map(({ container }) => container));
	expect([...containers]).toEqual(expect.arrayContaining(["app", "consensus", "hazelcast"]));
});

test("a lost majority is noticed, refused and reported; nothing is given up by itself", async () => {
	await lab.untilWhole(60);
	lab.mark();
	for (const pod of ["pod-0", "pod-1", "pod-2"]) lab.kill(pod, "member");
	await until("the loss is reported", 60, async () => {
		const { events } = await lab.history();
		return events.some(({ event }) => event === "majority-lost");
	});
	await new Promise((resolve) => setTimeout(resolve, 15_000));
	const { events, operations } = await lab.history();
	expect(events.map(({ event }) => event)).not.toContain("group-reset");
	const since = Date.now() / 1000 - 10;
	const acknowledged = operations.filter(({ kind, type, time }) => kind === "persist" && type === "ok" && time > since);
	expect(acknowledged).toEqual([]);
	await expectSafe();
});
