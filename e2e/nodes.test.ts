import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { controlGroupProcesses } from "../infra/cluster/native/controlGroups.ts";
import { state } from "../infra/cluster/native/layout.ts";
import { type HostState, hostState, isTests } from "./hostState.ts";
import { drain, expectMoved, NodesLab, nodes, powerCut } from "./nodesLab.ts";
import { hostProcesses } from "./processes.ts";
import { expectFreeMachine } from "./workspace.ts";

const replicas = "app.kubernetes.io/name=replica";

describe("decentral-5 on three nodes", () => {
	const lab = new NodesLab("decentral-5");
	let before: HostState;

	beforeAll(async () => {
		expectFreeMachine();
		before = hostState();
		await lab.init();
	});

	afterAll(() => lab.close());

	test("the replicas spread over all nodes, and what observes them is on the first", async () => {
		await lab.up({ run: "0", protocol: "none" });
		const nodesOf = async (...which: string[]) => {
			const places = await lab.kubectl(
				...["get", "pods", "--namespace", ...which],
				...["--output", "jsonpath={.items[*].spec.nodeName}"],
			);
			return new Set(places.trim().split(/\s+/));
		};
		const all = new Set(nodes.map(({ name }) => name));
		expect(await nodesOf("holdfast", "--selector", replicas)).toEqual(all);
		expect(await nodesOf("holdfast-observability")).toEqual(new Set(["holdfast"]));
	});

	test("what runs on a node is in the laboratory's control group", () => {
		const group = new Set(controlGroupProcesses());
		const outside = hostProcesses().filter(
			({ pid, command }) => /hyperkube|containerd/.test(command) && isTests(pid) && !group.has(pid),
		);
		expect(outside.map(({ command }) => command)).toEqual([]);
	});

	test("the scenario's account may take further nodes, and never the first", async () => {
		const may = async (...action: string[]) => {
			const { output } = await lab.workspace.run(
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

	test("a drained node's Pods go on elsewhere at once", async () => {
		expectMoved(await lab.run("1", drain));
	});

	test("the Pods of a node without power go on elsewhere, once somebody says that it is out of service", async () => {
		const run = await lab.run("2", powerCut(true));
		expectMoved(run);
		expect(run.manifest.machine.platform).toBe("native, 3 nodes");
	});

	test("afterwards every node is Ready, and none is said to be out of service", async () => {
		await lab.kubectl(...["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=60s"]);
		const taints = await lab.kubectl(...["get", "nodes", "--output", "jsonpath={.items[*].spec.taints[*].key}"]);
		expect(taints).not.toContain("out-of-service");
	});

	test("destroy leaves the machine as it was", async () => {
		const { code, output } = await lab.destroy();
		expect(code, output).toBe(0);
		const now = hostState();
		const left = now.processes.filter((each) => !before.processes.includes(each));
		expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
		expect(existsSync(state.lease)).toBe(false);
	});
});
