import { Resolver } from "node:dns/promises";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../analysis/results.ts";
import { controlGroupProcesses } from "../infra/cluster/native/controlGroups.ts";
import { network, state } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { labFile } from "../schema/labDescription.ts";
import { type HostState, hostState, isTests } from "./hostState.ts";
import { hostProcesses } from "./processes.ts";
import { expectFreeMachine, until, Workspace } from "./workspace.ts";

const stack = "central-5";
const workspace = new Workspace();
let before: HostState;

const pulumi = (...parameters: string[]) => workspace.run("pulumi", ...parameters, "--non-interactive");
const up = (...parameters: string[]) => pulumi("up", "--yes", "--skip-preview", "--stack", stack, ...parameters);
const destroy = () => pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
const kubectl = (...parameters: string[]) => workspace.run("kubectl", ...parameters);

/**
 * The machine is as it was, and nothing of ours runs that didn't then: others may have ended what
 * they ran.
 */
function expectAsBefore(): void {
	const now = hostState();
	const left = now.processes.filter((each) => !before.processes.includes(each));
	expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
}

/** The runs that are there, oldest first. */
function runFolders(): string[] {
	const folder = join(workspace.results, stack);
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => /^\d{8}T\d{6}Z$/.test(name))
		.sort()
		.map((name) => join(folder, name));
}

beforeAll(async () => {
	expectFreeMachine();
	before = hostState();
	for (const name of [stack, "central-21"]) {
		const { code, output } = await pulumi("stack", "init", name, "--no-select");
		expect(code, output).toBe(0);
	}
});

afterAll(async () => {
	if (currentLease()) await destroy();
	workspace.remove();
});

describe("a stack's life", () => {
	test("a preview works before there is a cluster, and starts nothing", async () => {
		const { code, output } = await pulumi("preview", "--stack", stack);
		expect(code, output).toBe(0);
		expectAsBefore();
	});

	test("up runs the experiment: two Pods are deleted, come back and go on where they were", async () => {
		const { code, output } = await up();
		expect(code, output).toBe(0);

		const run = await readRun(runFolders().at(-1) ?? "");
		expect(run.manifest.incompleteBecause).toEqual([]);
		expect(run.manifest.status).toBe("complete");
		expect(run.manifest.verdicts).toMatchObject({
			chain: "holds",
			durability: "holds",
		});
		const victims = run.events.filter(({ event }) => event === "fault-injected").map(({ pod }) => pod);
		expect(new Set(victims).size).toBe(2);
		for (const pod of victims) {
			const processes = new Set(
				run.operations
					.filter((operation) => operation.pod === pod)
					.filter(({ type, kind }) => type === "ok" && kind === "persist")
					.map(({ process }) => process),
			);
			expect(processes.size, `processes of ${pod} that persisted`).toBe(2);
		}
		const measured = new Set(run.samples.map(({ metric }) => metric));
		expect([...measured]).toEqual(
			expect.arrayContaining([
				"holdfast_state_index",
				"process_resident_memory_bytes",
				"container_memory_working_set_bytes",
			]),
		);
		expect(existsSync(join(run.folder, "k6-summary.json"))).toBe(true);
	});

	test("a second up changes nothing", async () => {
		const { code, output } = await up("--expect-no-changes");
		expect(code, output).toBe(0);
	});

	test("another stack is told who holds the machine", async () => {
		const { code, output } = await pulumi(...["up", "--yes", "--skip-preview", "--stack", "central-21"]);
		expect(code).not.toBe(0);
		expect(output).toContain(`The stack "central-21" can't come up: the stack "${stack}"`);
		await pulumi("destroy", "--yes", "--skip-preview", "--stack", "central-21");
		expect(currentLease()?.stack).toBe(stack);
	});

	test("the host reaches the cluster's names, and containers have names in cAdvisor", async () => {
		const resolver = new Resolver();
		resolver.setServers([network.dns]);
		const [address] = await resolver.resolve4("pod-0.replicas.holdfast.svc.cluster.local");
		const answer = await fetch(`http://${address}:32000/`, {
			headers: { accept: "application/json" },
		});
		expect(await answer.json()).toMatchObject({
			pod: "pod-0",
			mode: "central",
		});

		const { output } = await kubectl(...["get", "--raw", "/api/v1/nodes/holdfast/proxy/metrics/cadvisor"]);
		expect(output).toMatch(/container_memory_working_set_bytes\{container="app",[^}]*pod="pod-0"/);
	});

	test("everything that runs in the node is in its control group", () => {
		const group = new Set(controlGroupProcesses());
		const outside = hostProcesses().filter(
			({ pid, command }) => /hyperkube|containerd/.test(command) && isTests(pid) && !group.has(pid),
		);
		expect(outside).toEqual([]);
		expect(group.size).toBeGreaterThan(10);
	});

	test("the application's namespace refuses a Pod that isn't restricted", async () => {
		const { code, output } = await kubectl(...["run", "intruder", "--namespace", "holdfast", "--image", "any"]);
		expect(code).not.toBe(0);
		expect(output).toContain('violates PodSecurity "restricted:latest"');
	});

	test("the scenario's account may find and delete Pods, and nothing else", async () => {
		const may = async (...action: string[]) => {
			const { output } = await kubectl(
				...["auth", "can-i", ...action, "--namespace", "holdfast"],
				"--as=system:serviceaccount:holdfast:chaos",
			);
			return output.trim().split("\n").at(-1);
		};
		expect(await may("delete", "pods")).toBe("yes");
		expect(await may("list", "pods")).toBe("yes");
		for (const action of [
			["create", "pods"],
			["get", "secrets"],
			["create", "pods/exec"],
			["delete", "statefulsets.apps"],
		]) {
			expect(await may(...action), action.join(" ")).toBe("no");
		}
	});

	test("nobody writes to the observer without a token, and no token lies about in clear", async () => {
		const { observer, observerTokens } = JSON.parse(readFileSync(labFile(), "utf8")) as {
			observer: string;
			observerTokens: Record<string, string>;
		};
		const { output } = await kubectl(
			...["get", "secret", "observer-tokens", "--output=json"],
			...["--namespace", "holdfast-observability"],
		);
		const { data } = JSON.parse(output) as { data: Record<string, string> };
		const tokens = Object.values(data).map((text) => Buffer.from(text, "base64").toString("utf8"));
		expect(tokens).toHaveLength(6);
		expect(tokens).toEqual(expect.arrayContaining(Object.values(observerTokens)));
		const post = async (token: string | undefined) =>
			(
				await fetch(new URL("/events", observer), {
					method: "POST",
					headers: { authorization: `Bearer ${token}` },
					body: '{"source":"chaos","event":"run-ended"}',
				})
			).status;
		expect(await post("guessed")).toBe(401);
		expect(await post(observerTokens.clients)).toBe(403);
		const status = await fetch(new URL("/status", observer));
		expect(await status.json()).toMatchObject({ unauthorized: 2 });

		for (const folder of [workspace.folder, state.logs]) {
			for (const entry of readdirSync(folder, {
				recursive: true,
				withFileTypes: true,
			})) {
				if (!entry.isFile()) continue;
				const file = join(entry.parentPath, entry.name);
				const text = readFileSync(file, "utf8");
				for (const token of tokens) {
					expect(text.includes(token), file).toBe(false);
				}
			}
		}
	});

	test("k6 runs the scenario by hand against the stack that is up", async () => {
		const { code, output } = await workspace.run(
			...["k6", "run", "--quiet"],
			...["--env", "DURATION=12", "--env", "FAULT_AT=2", "--env", "FAILURES=1"],
			"k6/chaos.ts",
		);
		expect(code, output).toBe(0);
	});

	test("a store that is gone for 20 s costs no acknowledged state, and the loop goes on after it", async () => {
		const runs = runFolders().length;
		const experiment = workspace.start(
			...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
			...["--stack", stack, "--config-file"],
			workspace.configFile(stack, {
				run: "store-gone",
				failures: "0",
				duration: "40",
				faultAt: "0",
			}),
		);
		await until("the experiment runs again", 120, async () => isRunning("k6/chaos.ts"));
		const store = processOf("central");
		process.kill(store, "SIGSTOP");
		await new Promise((resolve) => setTimeout(resolve, 20_000));
		process.kill(store, "SIGCONT");
		const { code, output } = await experiment.end;
		expect(code, output).toBe(0);
		expect(runFolders()).toHaveLength(runs + 1);
		const run = await readRun(runFolders().at(-1) ?? "");
		expect(run.manifest.status).toBe("complete");
		expect(run.manifest.verdicts).toMatchObject({
			chain: "holds",
			durability: "holds",
		});
		const persisted = run.operations
			.filter(({ pod, kind }) => pod === "pod-0" && kind === "persist")
			.filter(({ type }) => type === "ok")
			.map(({ time }) => time);
		const gaps = persisted.slice(1).map((time, i) => time - (persisted[i] ?? 0));
		expect(Math.max(...gaps)).toBeGreaterThan(18);
	});

	test("figures and report come out of the results", async () => {
		const report = join(workspace.folder, "report");
		const { code, output } = await workspace.run(
			...["node", "analysis/figures.ts"],
			...["--results", workspace.results, "--out", report],
		);
		expect(code, output).toBe(0);
		const page = readFileSync(join(report, "index.html"), "utf8");
		expect(page).toContain("<svg");
		expect(page).toContain("stands in for CouchDB");
	});

	test("destroy leaves the machine as it was", async () => {
		const { code, output } = await destroy();
		expect(code, output).toBe(0);
		expectAsBefore();
		expect(existsSync(state.lease)).toBe(false);
	});
});

describe("after a SIGKILL", () => {
	const killedAt = async (moment: string, reached: () => boolean): Promise<void> => {
		const { child, end } = workspace.start(
			...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
			...["--stack", stack],
		);
		const ended = end.then(({ output }) => {
			throw new Error(`pulumi up ended before ${moment}:\n${output}`);
		});
		await Promise.race([until(moment, 120, reached), ended]);
		ended.catch(() => {});
		child.kill("SIGKILL");
		await end;
		const { code, output } = await pulumi("cancel", "--yes", "--stack", stack);
		expect(code, output).toBe(0);
	};
	const expectNothingLeft = async () => {
		const { code, output } = await destroy();
		expect(code, output).toBe(0);
		expectAsBefore();
	};

	test("while the cluster comes up, destroy cleans up", async () => {
		await killedAt("the cluster is coming up", () => existsSync(state.init) && !existsSync(state.ready));
		await expectNothingLeft();
	});

	test("while the application comes up, up goes on, and destroy cleans up", async () => {
		await killedAt("the application is coming up", () => existsSync(state.ready));
		const { code, output } = await up("--config-file", workspace.configFile(stack, { duration: "12", faultAt: "2" }));
		expect(code, output).toBe(0);
		await expectNothingLeft();
	});

	test("while the experiment runs, destroy cleans up", async () => {
		await killedAt("the experiment is running", () => isRunning("k6/chaos.ts"));
		await expectNothingLeft();
	});
});

test("Ctrl-C during the experiment leaves a result that is marked incomplete", async () => {
	const runs = runFolders().length;
	const { child, end } = workspace.start(
		...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
		...["--stack", stack],
	);
	await until("the experiment runs", 120, () => isRunning("k6/chaos.ts"));
	await new Promise((resolve) => setTimeout(resolve, 5000));
	child.kill("SIGINT");
	expect((await end).code).not.toBe(0);
	await until("k6 is gone", 10, () => !isRunning("k6/chaos.ts"));
	expect(runFolders()).toHaveLength(runs + 1);
	const { manifest } = await readRun(runFolders().at(-1) ?? "");
	expect(manifest.status).toBe("incomplete");
	await destroy();
	expectAsBefore();
});

/** Whether a process whose command line holds `text` runs on this machine. */
function isRunning(text: string): boolean {
	return hostProcesses().some(({ pid, command }) => command.includes(text) && pid !== process.pid);
}

/** The host's process id of what runs in a Deployment's only container. */
function processOf(deployment: string): number {
	const found = hostProcesses().find(({ environment }) =>
		environment.some((each) => each.startsWith(`HOSTNAME=${deployment}-`)),
	);
	if (!found) throw new Error(`No process of ${deployment} runs.`);
	return found.pid;
}
