/**
 * The decentral mode's bad days, for minutes each: `npm run soak`. Prints how long writes stood
 * still.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RaftLab } from "../raftLab.ts";
import { until } from "../workspace.ts";

const table: string[] = [];
afterAll(() => {
	console.log(`\nWrites stood still, longest per replica:\n${table.join("\n")}`);
});

/** What no bad day that the protocol tolerates may break; notes how long writes stood still. */
async function expectSafe(lab: RaftLab, name: string, victims: string[] = []) {
	const { judgement, standstill } = await lab.history();
	const worst = (own: boolean) =>
		Math.max(...[...standstill].filter(([pod]) => victims.includes(pod) === own).map(([, seconds]) => seconds)).toFixed(
			1,
		);
	table.push(
		`  ${name}: others ${worst(false)} s${victims.length ? `, ${victims.join(" and ")} ${worst(true)} s` : ""}`,
	);
	expect(judgement.violations).toEqual([]);
}

describe("what the protocol tolerates", () => {
	const lab = new RaftLab(5);
	beforeAll(async () => {
		await lab.init();
		await lab.up();
	});
	afterAll(() => lab.down());

	test("a member that is frozen for 30 s", async () => {
		lab.mark();
		lab.kill("pod-3", "member", "SIGSTOP");
		await sleep(30_000);
		lab.kill("pod-3", "member", "SIGCONT");
		await lab.untilWhole(120);
		await expectSafe(lab, "member frozen for 30 s", ["pod-3"]);
	});

	test("the leader's member is frozen for 30 s", async () => {
		const pods = await lab.pods();
		let leader = "";
		for (const { name, address } of pods) {
			const metrics = await lab.metrics(address);
			if (metrics.get('holdfast_cp_leads{group="group-0"}') === 1) leader = name;
		}
		lab.mark();
		lab.kill(leader, "member", "SIGSTOP");
		await sleep(30_000);
		lab.kill(leader, "member", "SIGCONT");
		await lab.untilWhole(120);
		await expectSafe(lab, "leader frozen for 30 s", [leader]);
	});

	test("a Pod that is cut off the network for 30 s", async () => {
		const pod = (await lab.pods()).find(({ name }) => name === "pod-2");
		lab.mark();
		await lab.cutOff(pod?.address ?? "", true);
		await sleep(30_000);
		await lab.cutOff(pod?.address ?? "", false);
		await lab.untilWhole(120);
		await expectSafe(lab, "Pod cut off for 30 s", ["pod-2"]);
	});

	test("one Pod that is restarted every 10 s for 5 minutes", async () => {
		lab.mark();
		const end = Date.now() + 300_000;
		while (Date.now() < end) {
			await lab.deletePods(["pod-4"]);
			await sleep(10_000);
		}
		await lab.untilWhole(120);
		await expectSafe(lab, "one Pod restarted every 10 s for 5 min", ["pod-4"]);
	});

	test("a member whose JVM runs out of memory", async () => {
		lab.mark();
		const { pid } = lab.process("pod-1", "member");
		lab.fillHeap("pod-1");
		await until("the member has ended", 30, async () => {
			try {
				return lab.process("pod-1", "member").pid !== pid;
			} catch {
				return true;
			}
		});
		await lab.untilHealed("pod-1", 60);
		await lab.untilWhole(120);
		await expectSafe(lab, "member out of memory", ["pod-1"]);
	});
});

test("a peer that DNS shows much too late: nobody forms a cluster without it, the founder says why, and then all do", async () => {
	const lab = new RaftLab(5);
	await lab.init();
	const coming = lab.up();
	// If it fails, awaiting it says so.
	coming.catch(() => {});
	try {
		await until("the namespace takes a quota", 60, () => lab.limitPods(4));
		await until("four Pods run", 60, async () => {
			const pods = await lab.pods();
			return pods.filter(({ address }) => address !== "").length === 4;
		});
		await sleep(30_000);
		const pods = await lab.pods();
		expect(pods).toHaveLength(4);
		for (const { name, address, ready } of pods) {
			const metrics = await lab.metrics(address);
			expect(ready, name).toBe(false);
			expect(metrics.get("holdfast_cp_members") ?? 0, name).toBe(0);
		}
		let said = "";
		await until("the founder has given up once", 150, async () => {
			said = await lab.lastWords("pod-0", "consensus");
			return said !== "";
		});
		expect(said).toMatch(/pod-\d/);
		await lab.limitPods(null);
		await coming;
		lab.mark();
		await sleep(5000);
		await expectSafe(lab, "after a peer had come late");
	} finally {
		await lab.down();
	}
});

describe("what it doesn't tolerate", () => {
	test("all Pods deleted at once: the cluster forms anew, and the checker says what was lost", async () => {
		const lab = new RaftLab(5);
		await lab.init();
		await lab.up();
		try {
			const pods = await lab.pods();
			lab.mark();
			await lab.deletePods(pods.map(({ name }) => name));
			await until("all have other Pods", 90, async () => {
				const now = await lab.pods();
				return pods.every(({ name, uid }) => now.some((each) => each.name === name && each.uid !== uid));
			});
			await lab.untilWhole(120);
			await sleep(5000);
			const { judgement, standstill } = await lab.history();
			table.push(
				`  all Pods deleted at once: ${Math.max(...standstill.values()).toFixed(1)} s, durability ${judgement.verdicts.durability}`,
			);
			expect(judgement.verdicts.chain).not.toBe("violated");
			expect(judgement.verdicts.noFork).not.toBe("violated");
		} finally {
			await lab.down();
		}
	});

	test("a majority killed under the policy reset: the groups begin anew, survivors go on from what they know", async () => {
		const lab = new RaftLab(5);
		await lab.init();
		await lab.up({ lostMajority: "reset" });
		try {
			lab.mark();
			await lab.deletePods(["pod-0", "pod-1", "pod-2"], 0);
			for (const pod of ["pod-0", "pod-1", "pod-2"]) {
				try {
					lab.kill(pod, "member");
				} catch {
					// It had ended by itself.
				}
			}
			await until("a group was given up", 120, async () => {
				const { events } = await lab.history();
				return events.some(({ event }) => event === "group-reset");
			});
			await lab.untilWhole(120);
			await sleep(5000);
			const { judgement, standstill } = await lab.history();
			table.push(
				`  majority killed, policy reset: ${Math.max(...standstill.values()).toFixed(1)} s, durability ${judgement.verdicts.durability}`,
			);
			expect(judgement.verdicts.chain).not.toBe("violated");
		} finally {
			await lab.down();
		}
	});
});
