import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { state } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { type HostState, hostState } from "./hostState.ts";
import { expectFreeMachine, until, Workspace } from "./workspace.ts";

const workspace = new Workspace();
let before: HostState;

const pulumi = (...parameters: string[]) => workspace.run("pulumi", ...parameters, "--non-interactive");
const kubectl = async (...parameters: string[]) => {
	const { code, output } = await workspace.run("kubectl", ...parameters);
	expect(code, output).toBe(0);
	return output;
};
/** No experiment: only what is in the cluster counts here. */
const configOf = (stack: string) => workspace.configFile(stack, { protocol: "none" });
const upCommand = (stack: string) => [
	...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
	...["--stack", stack, "--config-file", configOf(stack)],
];
const up = async (stack: string) => {
	const { code, output } = await workspace.run(...upCommand(stack));
	expect(code, output).toBe(0);
	return output;
};
const refresh = (stack: string, ...parameters: string[]) =>
	pulumi(...["refresh", "--stack", stack, "--config-file", configOf(stack)], ...parameters);

/** Kills an `up` of the stack once `reached` holds. */
async function killUp(stack: string, moment: string, reached: () => boolean | Promise<boolean>): Promise<void> {
	const { child, end } = workspace.start(...upCommand(stack));
	const ended = end.then(({ output }) => {
		throw new Error(`pulumi up ended before ${moment}:\n${output}`);
	});
	await Promise.race([until(moment, 120, reached), ended]);
	ended.catch(() => {});
	child.kill("SIGKILL");
	await end;
}

/** Destroys the stack, and compares the machine with how it was. */
async function expectDestroyed(stack: string): Promise<void> {
	const { code, output } = await pulumi(...["destroy", "--yes", "--skip-preview", "--stack", stack]);
	expect(code, output).toBe(0);
	expect(output).not.toContain("pending operations");
	const now = hostState();
	const left = now.processes.filter((each) => !before.processes.includes(each));
	expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
	expect(existsSync(state.lease)).toBe(false);
}

/** Whether a StatefulSet is in the application's namespace. */
const hasReplicas = async () => {
	const { code } = await workspace.run(...["kubectl", "get", "statefulset", "pod", "--namespace", "holdfast"]);
	return code === 0;
};

beforeAll(async () => {
	expectFreeMachine();
	before = hostState();
	for (const stack of ["central-5", "decentral-5"]) {
		const { code, output } = await pulumi(...["stack", "init", stack, "--no-select"]);
		expect(code, output).toBe(0);
	}
});

afterAll(async () => {
	const holder = currentLease();
	if (holder) {
		await pulumi(...["destroy", "--yes", "--skip-preview", "--stack", holder.stack]);
	}
	workspace.remove();
});

describe("drift", () => {
	const stack = "central-5";
	const seed = (name: string) =>
		kubectl(
			...["get", "statefulset", "pod", "--namespace", "holdfast"],
			"--output",
			`jsonpath={.spec.template.spec.containers[0].env[?(@.name=="${name}")].value}`,
		);

	test("a refresh of a stack that nobody touched sees nothing", async () => {
		await up(stack);
		const { code, output } = await refresh(...[stack, "--yes", "--skip-preview", "--expect-no-changes"]);
		expect(code, output).toBe(0);
		const again = await workspace.run(...upCommand(stack), "--expect-no-changes");
		expect(again.code, again.output).toBe(0);
	});

	test("a refresh sees a Pod template that was edited by hand, and up mends it in place", async () => {
		const uid = () =>
			kubectl(...["get", "statefulset", "pod", "--namespace", "holdfast"], ...["--output", "jsonpath={.metadata.uid}"]);
		const before = await uid();
		const was = await seed("SEED");
		await kubectl(
			...["set", "env", "statefulset/pod", "--namespace", "holdfast"],
			...["--containers", "app", "SEED=4711"],
		);
		await kubectl(...["rollout", "status", "statefulset/pod", "--namespace", "holdfast"], "--timeout=60s");
		const preview = await refresh(...[stack, "--preview-only", "--diff", "--expect-no-changes"]);
		expect(preview.code).not.toBe(0);
		expect(preview.output).toContain("4711");

		const seen = await refresh(stack, "--yes", "--skip-preview");
		expect(seen.code, seen.output).toBe(0);
		expect(await up(stack)).toMatch(/~ 1 updated/);
		expect(await seed("SEED")).toBe(was);
		expect(await uid()).toBe(before);
	});

	test("destroy leaves the machine as it was", () => expectDestroyed(stack));
});

describe("after a SIGKILL, without pulumi cancel", () => {
	const stack = "decentral-5";

	test("halfway through the replicas, the next up goes on", async () => {
		await killUp(stack, "the replicas are being made", hasReplicas);
		const output = await up(stack);
		expect(output).toContain("Removed the lock that a killed pulumi left");
		expect(output).not.toContain("pending operations");
		await kubectl(
			...["wait", "pods", "--all", "--namespace", "holdfast"],
			...["--for=condition=Ready", "--timeout=1s"],
		);
		await expectDestroyed(stack);
	});

	test("while the cluster comes up, destroy cleans up", async () => {
		await killUp(stack, "the cluster is coming up", () => existsSync(state.init) && !existsSync(state.ready));
		await expectDestroyed(stack);
	});

	test("while the machine is being leased, destroy cleans up", async () => {
		await killUp(stack, "the machine is leased", () => existsSync(state.lease));
		await expectDestroyed(stack);
	});
});
