import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Run, readRun } from "../analysis/results.ts";
import { currentClaim } from "../infra/cluster/native/claim.ts";
import { controlGroupProcesses } from "../infra/cluster/native/controlGroups.ts";
import { state } from "../infra/cluster/native/layout.ts";
import { clusterNodes } from "../infra/cluster/native/nodes.ts";
import { type HostState, hostState } from "./hostState.ts";
import { hostProcesses } from "./processes.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const nodes = clusterNodes(3);
const workspace = new Workspace();
let before: HostState;

/** Long enough for Kubernetes to notice (50 s), evict and start anew. */
const stopSeconds = 110;
const stopped = (outOfService: boolean) => ({
	durationSeconds: stopSeconds + 20,
	settleSeconds: 120,
	faults: [
		{
			kind: "stop-node",
			atSeconds: 5,
			lastsSeconds: stopSeconds,
			outOfService,
		},
	],
});
const drained = {
	durationSeconds: 50,
	faults: [{ kind: "drain-node", atSeconds: 5, lastsSeconds: 30 }],
};

const replicas = "app.kubernetes.io/name=replica";

const pulumi = (...parameters: string[]) =>
	workspace.run("pulumi", ...parameters, "--non-interactive");
const kubectl = async (...parameters: string[]) => {
	const { code, output } = await workspace.run("kubectl", ...parameters);
	expect(code, output).toBe(0);
	return output;
};

/** Brings the stack up on three nodes. */
async function up(
	stack: string,
	config: { run: string; protocol: string },
): Promise<string> {
	const all = { nodes: String(nodes.length), ...config };
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack],
		...["--config-file", workspace.configFile(stack, all)],
	);
	expect(code, output).toBe(0);
	return output;
}

/** Brings the stack up, which runs the protocol, and reads what it left. */
async function runOf(
	stack: string,
	run: string,
	protocol: object,
): Promise<Run> {
	const file = join(workspace.folder, "nodes.yaml");
	writeFileSync(file, stringify(protocol));
	return readRun(resultsFolderIn(await up(stack, { run, protocol: file })));
}

/** Whom the run's fault hit, on which node, and where Pods of those names were started until the fault was undone. */
function courseOf({ events }: Run) {
	const hits = events.filter(({ event }) => event === "fault-injected");
	const from = hits[0]?.time ?? Number.NaN;
	const to =
		events.find(({ event }) => event === "fault-healed")?.time ?? Number.NaN;
	const node = /on the node (\S+)$/.exec(hits[0]?.detail ?? "")?.[1];
	const victims = new Set(hits.map(({ pod }) => pod));
	const moves = events.filter(
		({ event, pod, time }) =>
			event === "scheduled" && victims.has(pod) && time > from && time < to,
	);
	return { node, victims, moves };
}

function expectSafe({ manifest }: Run): void {
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.violations).toEqual([]);
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
}

beforeAll(async () => {
	expectFreeMachine();
	before = hostState();
});

afterAll(() => workspace.remove());

describe.each(["central-5", "decentral-5"])("%s on three nodes", (stack) => {
	beforeAll(async () => {
		const { code, output } = await pulumi(
			"stack",
			"init",
			stack,
			"--no-select",
		);
		expect(code, output).toBe(0);
	});

	afterAll(async () => {
		if (currentClaim()) {
			await pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
		}
	});

	test("the replicas spread over all nodes, and what observes them is on the first", async () => {
		await up(stack, { run: "0", protocol: "none" });
		const nodesOf = async (...which: string[]) => {
			const places = await kubectl(
				...["get", "pods", "--namespace", ...which],
				...["--output", "jsonpath={.items[*].spec.nodeName}"],
			);
			return new Set(places.trim().split(/\s+/));
		};
		const all = new Set(nodes.map(({ name }) => name));
		expect(await nodesOf("holdfast", "--selector", replicas)).toEqual(all);
		expect(await nodesOf("holdfast-observability")).toEqual(
			new Set(["holdfast"]),
		);
	});

	test("a stopped node's Pods go on elsewhere, once somebody says that it is out of service", async () => {
		const run = await runOf(stack, "1", stopped(true));
		expectSafe(run);
		expect(run.manifest.machine.platform).toBe("native, 3 nodes");
		const { node, victims, moves } = courseOf(run);
		expect(nodes.slice(1).map(({ name }) => name)).toContain(node);
		expect(victims.size).toBeGreaterThan(0);
		expect(new Set(moves.map(({ pod }) => pod))).toEqual(victims);
		for (const { detail } of moves) expect(detail).not.toBe(node);
	});

	test("afterwards every node is Ready, and nobody says that one is out of service", async () => {
		await kubectl(
			...["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=60s"],
		);
		const taints = await kubectl(
			...["get", "nodes", "--output", "jsonpath={.items[*].spec.taints}"],
		);
		expect(taints.trim()).toBe("");
	});

	test("what runs on a node is in the laboratory's control group", () => {
		const group = new Set(controlGroupProcesses());
		const outside = hostProcesses().filter(
			({ pid, command }) =>
				/hyperkube|containerd/.test(command) && !group.has(pid),
		);
		expect(outside).toEqual([]);
	});

	test("the scenario's account may take further nodes, and never the first", async () => {
		const may = async (...action: string[]) => {
			const { output } = await workspace.run(
				...["kubectl", "auth", "can-i", ...action],
				"--as=system:serviceaccount:holdfast:chaos",
			);
			return output.trim().split("\n").at(-1);
		};
		expect(await may("patch", "nodes/holdfast-1")).toBe("yes");
		expect(await may("patch", "nodes/holdfast")).toBe("no");
		expect(await may("list", "nodes")).toBe("no");
		expect(await may("delete", "nodes/holdfast-1")).toBe("no");
	});

	test("without that, Kubernetes leaves the Pods where they were until the node is back", async () => {
		const run = await runOf(stack, "2", stopped(false));
		expectSafe(run);
		const { victims, moves } = courseOf(run);
		expect(victims.size).toBeGreaterThan(0);
		expect(moves).toEqual([]);
		for (const window of run.manifest.measures?.windows ?? []) {
			for (const { victim, longestGapSeconds } of window.replicas) {
				if (victim) expect(longestGapSeconds).toBeGreaterThan(stopSeconds - 5);
			}
		}
	});

	test("a drained node's Pods go on elsewhere at once", async () => {
		const run = await runOf(stack, "3", drained);
		expectSafe(run);
		const { node, victims, moves } = courseOf(run);
		expect(new Set(moves.map(({ pod }) => pod))).toEqual(victims);
		for (const { detail } of moves) expect(detail).not.toBe(node);
	});

	test("destroy leaves the machine as it was", async () => {
		const { code, output } = await pulumi(
			...["destroy", "--yes", "--skip-preview", "--stack", stack],
		);
		expect(code, output).toBe(0);
		const now = hostState();
		const left = now.processes.filter(
			(each) => !before.processes.includes(each),
		);
		expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
		expect(existsSync(state.claim)).toBe(false);
	});
});
