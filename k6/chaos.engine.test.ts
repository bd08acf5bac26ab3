import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toolBinary } from "../toolchain/machineTools.ts";
import { type Flaw, furtherNode, type Leadership, serveAgent, serveLab } from "./exampleLab.fixture.ts";

const k6 = toolBinary("k6");

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-k6-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("k6 itself", { timeout: 60_000 }, () => {
	test("deletes the victims, sees them come back, and tells the observer", async () => {
		const { code, requests, summary, output } = await chaosRun("none");
		expect(output).toContain("every threshold holds");
		expect(code).toBe(0);
		expect(requests.events.map(({ event }) => event)).toEqual([
			"run-started",
			"fault-injected",
			"fault-injected",
			"fault-recovered",
			"run-ended",
		]);
		expect(requests.events[0]?.detail).toBe(
			"seed 2; lasts 5 s; faults: after 1 s delete-pods hits pod-1 and pod-2; run 1",
		);
		expect([...requests.shown]).toEqual(["Bearer of the scenario"]);
		expect(requests.deletions).toMatchObject([
			{ options: { gracePeriodSeconds: 1, preconditions: {} } },
			{ options: { gracePeriodSeconds: 1, preconditions: {} } },
		]);
		expect(summary.metrics.holdfast_recovery_seconds.values.count).toBe(2);
		expect(summary.setup_data.faults).toEqual([
			{
				kind: "delete-pods",
				victims: 2,
				atSeconds: 1,
				gracePeriodSeconds: 1,
				target: "any",
			},
		]);
	});

	test.each<[Flaw, string, string]>([
		["off-chain", "holdfast_chain_violations", "not on its chain"],
		["backwards", "holdfast_backwards", "went back from index"],
		["never-back", "holdfast_unrecovered", "was not steady again"],
	])("%s replicas cross a threshold of their own", async (flaw, metric, words) => {
		const { code, output, summary } = await chaosRun(flaw);
		expect(code).toBe(99);
		expect(output).toContain(words);
		expect(output).toMatch(new RegExp(`BROKEN: .*${metric} count==0`));
		expect(summary.metrics[metric].thresholds["count==0"].ok).toBe(false);
	});

	test("an interrupted run tells the observer so", async () => {
		const { code, requests } = await chaosRun("none", { interrupt: true });
		expect(code).toBe(105);
		expect(requests.events.at(-1)?.event).toBe("run-ended");
		expect(requests.events.at(-1)?.detail).toMatch(/^aborted after /);
	});

	test("aims at whoever leads when the fault comes, and says what the victims led", async () => {
		const { code, requests, summary, output } = await chaosRun("none", {
			target: "leader",
			leadership: (started) => ({
				METADATA: 0,
				"group-0": started ? 2 : 0,
			}),
		});
		expect(output).toContain("every threshold holds");
		expect(code).toBe(0);
		expect(output).toContain("after 1 s delete-pods hits the leader of a Raft group and 1 other Pod (seed 2).");
		expect(requests.events[0]?.detail).toBe(
			"seed 2; lasts 5 s; faults: after 1 s delete-pods hits the leader of a Raft group and 1 other Pod; run 1",
		);
		const faults = requests.events.filter(({ event }) => event === "fault-injected");
		expect(faults).toHaveLength(2);
		// Events that are sent together arrive in any order.
		const leader = faults.find(({ pod }) => pod === "pod-2");
		const other = faults.find(({ pod }) => pod !== "pod-2");
		const victims = `pod-2 ${other?.pod}`;
		expect(leader).toMatchObject({
			pod: "pod-2",
			detail: `seed 2; victims ${victims}; run 1; target the leader of group-0; pod-2 led group-0`,
		});
		expect(other?.detail).toMatch(other?.pod === "pod-0" ? /pod-0 led METADATA$/ : /pod-1 led no group$/);
		expect(requests.deletions.map(({ pod }) => pod).sort()).toEqual(victims.split(" ").sort());
		expect(summary.metrics.holdfast_recovery_seconds.values.count).toBe(2);
		expect(summary.setup_data.faults).toEqual([
			{
				kind: "delete-pods",
				victims: 2,
				atSeconds: 1,
				gracePeriodSeconds: 1,
				target: "leader",
			},
		]);
	});

	test("a group that is named has its leader deleted, METADATA too", async () => {
		const { code, requests } = await chaosRun("none", {
			environment: { TARGET: "leader:METADATA", FAILURES: "1" },
			leadership: () => ({ METADATA: 1, "group-0": 2 }),
		});
		expect(code).toBe(0);
		expect(requests.deletions.map(({ pod }) => pod)).toEqual(["pod-1"]);
	});

	test("without any leader a run that aims at one never starts", async () => {
		const { code, requests, output } = await chaosRun("none", {
			environment: { TARGET: "leader" },
			leadership: () => ({}),
		});
		expect(code).toBe(108);
		expect(output).toContain(
			"No replica says that it leads a Raft group: 3 of 3 answer, and the groups with a leader are none; TARGET=leader needs the decentral mode.",
		);
		expect(requests.events.map(({ event }) => event)).not.toContain("run-started");
		expect(requests.deletions).toEqual([]);
	});

	test("a leader that is gone when the fault comes ends the run, and nothing is deleted", async () => {
		const { code, requests, output } = await chaosRun("none", {
			environment: { TARGET: "leader:group-0", DURATION: "9" },
			// Nobody is replica 9.
			leadership: (started) => ({ "group-0": started ? 9 : 0 }),
		});
		expect(code).toBe(108);
		expect(output).toContain("No replica says that it leads the Raft group group-0: 3 of 3 answer");
		expect(requests.deletions).toEqual([]);
		expect(requests.events.at(-1)?.detail).toMatch(/^aborted after [67]\.\d s/);
	});

	test("members outside the replicas' Pods are waited for, too", async () => {
		const members = { leadership: () => ({ "group-0": 0 }) };
		const environment = { FAULT: "delete-store" };
		const { code, requests } = await chaosRun("none", {
			...members,
			environment,
			storeMembers: 3,
		});
		expect(code).toBe(0);
		expect(requests.deletions).toHaveLength(1);
		expect(requests.events.map(({ event }) => event)).toContain("fault-recovered");
		const missing = await chaosRun("none", {
			...members,
			environment,
			storeMembers: 4,
		});
		expect(missing.code).toBe(99);
		expect(missing.output).toContain("there are 3 Pods instead of 4");
	});

	test("a drain takes Pods as a disruption budget lets them go, and says of each when", async () => {
		const { code, requests, output } = await chaosRun("none", {
			environment: { FAULT: "drain-node", LASTS: "3s" },
			nodes: 2,
		});
		expect(output).toContain("every threshold holds");
		expect(code).toBe(0);
		const left = requests.evictions.filter(({ refused }) => !refused);
		expect(left.map(({ pod }) => pod).sort()).toEqual(["pod-0", "pod-1", "pod-2"]);
		expect(requests.evictions.some(({ refused }) => refused)).toBe(true);
		const hits = requests.events.filter(({ event }) => event === "fault-injected");
		expect(hits.map(({ pod }) => pod)).toEqual(left.map(({ pod }) => pod));
	});

	test("a store without Raft members is waited for, too, also after a fault that deletes replicas", async () => {
		const whole = await chaosRun("none", { storePods: 3 });
		expect(whole.code).toBe(0);
		const missing = await chaosRun("none", { storePods: 4 });
		expect(missing.code).toBe(99);
		expect(missing.output).toContain("of the store there are 3 Pods instead of 4");
	});

	test("a fault that lasts is healed once a witness sees that nothing of it stands, however often its undoing fails", async () => {
		const { code, requests, output } = await chaosRun("none", {
			environment: { FAULT: "freeze", FAILURES: "1", LASTS: "1s" },
			agent: { failures: 3, bites: "confirmed" },
		});
		expect(output).toContain("every threshold holds");
		expect(code).toBe(0);
		expect(requests.events.map(({ event }) => event)).toEqual([
			...["run-started", "fault-injected", "fault-witnessed"],
			...["undo-witnessed", "fault-healed", "fault-recovered", "run-ended"],
		]);
		const seen = requests.events.filter(({ source }) => source === "witness");
		expect(seen.map(({ outcome, value, pod }) => [outcome, value, pod])).toEqual([
			["confirmed", 2, requests.events[1]?.pod],
			["confirmed", 2, requests.events[1]?.pod],
		]);
	});

	test("a fault that still stands as the run ends is never told to be healed", async () => {
		const { code, requests, output } = await chaosRun("none", {
			environment: { FAULT: "freeze", FAILURES: "1", LASTS: "1s" },
			agent: { failures: 1000, bites: "mismatch" },
		});
		expect(code).toBe(99);
		expect(output).toContain("nobody saw freeze undone: still stands");
		const events = requests.events.map(({ event }) => event);
		expect(events).not.toContain("fault-healed");
		expect(events).toContain("never-steady");
		const seen = requests.events.filter(({ source }) => source === "witness");
		expect(seen.map(({ event, outcome }) => [event, outcome])).toEqual([
			["fault-witnessed", "mismatch"],
			["undo-witnessed", "mismatch"],
		]);
		expect(seen[1]?.detail).toContain("not now");
	});

	test("a wrong setting and a missing lab are one clear sentence", async () => {
		const wrong = await chaosRun("none", { environment: { FAILURES: "4" } });
		expect(wrong.code).toBe(107);
		expect(wrong.output).toContain('msg="The fault 1 (delete-pods) asks for 4 victims, but there are only 3 replicas.');
		const missing = await chaosRun("none", {
			environment: { HOLDFAST_LAB: join(folder, "none.json") },
		});
		expect(missing.code).toBe(107);
		expect(missing.output).toContain('msg="No lab is up: ');
	});
});

async function chaosRun(
	flaw: Flaw,
	{
		interrupt = false,
		environment = {},
		leadership = null,
		target = "any",
		storeMembers = 0,
		storePods = storeMembers,
		nodes = 1,
		agent: agentFlaws,
	}: {
		interrupt?: boolean;
		environment?: Record<string, string>;
		leadership?: Leadership;
		target?: string;
		/** How many Raft members there should be outside the replicas' Pods. */
		storeMembers?: number;
		/** How many Pods the store should have, which are no Raft members unless those are said. */
		storePods?: number;
		/** Of the cluster; on the second one are all replicas. */
		nodes?: number;
		/** Absent: the platform has no fault agent. */
		agent?: Parameters<typeof serveAgent>[0];
	} = {},
) {
	const { close, requests, server, observer } = await serveLab(3, flaw, leadership);
	const agent = agentFlaws && (await serveAgent(agentFlaws));
	const labFile = join(folder, "lab.json");
	const summaryFile = join(folder, "summary.json");
	const lab = {
		stack: "central-3",
		mode: "central",
		replicas: 3,
		system: {
			mode: "central",
			replicas: 3,
			platform: "native",
			nodes,
			nodeFaults: agent !== undefined,
			consensus: leadership !== null && storeMembers === 0,
			storeConsensus: storeMembers > 0,
			containers: ["app"],
			storePods,
		},
		// The made-up API lists the replicas' Pods for any selector.
		storeSelector: storePods > 0 ? "app.kubernetes.io/name=hybrid" : null,
		furtherNodes: nodes > 1 ? [furtherNode] : [],
		run: "1",
		// Chooses pod-1 and pod-2; pod-0 is the one with the flaws.
		seed: 2,
		namespace: "holdfast",
		protocol: {
			durationSeconds: 5,
			settleSeconds: 2,
			load: null,
			faults: [
				{
					kind: "delete-pods",
					atSeconds: 1,
					victims: 2,
					gracePeriodSeconds: 1,
					target,
				},
			],
		},
		kubernetes: { server, chaosToken: "secret" },
		observerTokens: { scenario: "of the scenario", clients: "of clients" },
		observer,
		agent: agent?.agent ?? null,
	};
	await writeFile(labFile, JSON.stringify(lab));
	const scenario = join(import.meta.dirname, "chaos.ts");
	const running = spawn(k6, ["run", "--no-usage-report", "-q", scenario], {
		env: {
			PATH: process.env.PATH,
			K6_AUTO_EXTENSION_RESOLUTION: "false",
			HOLDFAST_LAB: labFile,
			HOLDFAST_K6_SUMMARY: summaryFile,
			...environment,
		},
	});
	let output = "";
	for (const stream of [running.stdout, running.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
		});
	}
	if (interrupt) setTimeout(() => running.kill("SIGINT"), 3000);
	const code = await new Promise((resolve) => running.on("close", resolve));
	close();
	agent?.close();
	const summary = existsSync(summaryFile) ? JSON.parse(await readFile(summaryFile, "utf8")) : null;
	return { code, output, requests, summary };
}
