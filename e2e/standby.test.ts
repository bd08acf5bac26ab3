import { afterAll, beforeAll, expect, test } from "vitest";
import { type Run, readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const workspace = new Workspace();

const pulumi = (stack: string, ...parameters: string[]) =>
	workspace.run(...["pulumi", ...parameters, "--non-interactive", "--stack", stack]);

const up = (stack: string, config: Record<string, string>) =>
	pulumi(stack, ...["up", "--yes", "--skip-preview"], ...["--config-file", workspace.configFile(stack, config)]);

beforeAll(expectFreeMachine);

afterAll(async () => {
	const stack = currentLease()?.stack;
	if (stack) await pulumi(stack, "destroy", "--yes", "--skip-preview");
	workspace.remove();
});

test("standbys take the place of two deleted active Pods, without a lost update", async () => {
	await pulumi("standby-5", "stack", "init", "--no-select");
	const { code, output } = await up("standby-5", {
		duration: "28",
		faultAt: "8",
	});
	expect(code, output).toBe(0);
	const run: Run = await readRun(resultsFolderIn(output));
	const { manifest, events, samples } = run;
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.violations).toEqual([]);
	const recoveries = manifest.measures?.recoveries ?? [];
	const told = events.filter(({ event }) => /^(fault|promoted|delet|run-)/.test(event));
	expect(recoveries, JSON.stringify(told)).toHaveLength(2);
	for (const { pod, rtoSeconds, rpoUpdates } of recoveries) {
		expect(rtoSeconds, pod).not.toBeNull();
		expect(rpoUpdates, pod).toBe(0);
	}
	const victims = recoveries.map(({ pod }) => pod).sort();
	const started = events.find(({ event }) => event === "run-started");
	const promoted = events.filter(({ event, time }) => event === "promoted" && time > (started?.time ?? Number.NaN));
	expect(promoted.map(({ pod }) => pod).sort()).toEqual(victims);
	for (const { pod, detail } of promoted) {
		expect(detail, pod).toContain(`${pod?.replace("pod", "standby")} with epoch 2`);
	}
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
	const pods = new Set(samples.map(({ pod }) => pod));
	for (const pod of ["pod-0", "standby-0"]) expect(pods).toContain(pod);
});

test("the Service of an identity leads to the Pod that took over", async () => {
	const selected = async (selector: string) => {
		const { output } = await workspace.run(
			...["kubectl", "--namespace", "holdfast", "get", "pods"],
			...["--selector", selector, "--output", "name"],
		);
		return output.trim().split("\n").length;
	};
	expect(await selected("holdfast.dev/role=active")).toBe(5);
	expect(await selected("holdfast.dev/role=standby")).toBe(5);
	const { output } = await workspace.run(
		...["kubectl", "--namespace", "holdfast", "get", "endpointslices"],
		...["--selector", "kubernetes.io/service-name=active-0"],
		...["--output", "jsonpath={.items[*].endpoints[*].targetRef.name}"],
	);
	expect(output.trim()).toMatch(/^(pod|standby)-0$/);
});

test("the State Controller may label the identities' Pods, and touch nothing else", async () => {
	const may = async (...action: string[]) => {
		const { output } = await workspace.run(
			...["kubectl", "auth", "can-i", ...action, "--namespace", "holdfast"],
			"--as=system:serviceaccount:holdfast:controller",
		);
		return output.trim().split("\n").at(-1);
	};
	for (const pod of ["pod-0", "standby-4"]) {
		expect(await may("patch", `pods/${pod}`), pod).toBe("yes");
	}
	for (const action of [
		["patch", "pods/central-0"],
		["patch", "pods/pod-5"],
		["delete", "pods/pod-0"],
		["get", "secrets"],
	]) {
		expect(await may(...action), action.join(" ")).toBe("no");
	}
});

test("of a store that lies the checker tells the lies", async () => {
	await pulumi("standby-5", "destroy", "--yes", "--skip-preview");
	await pulumi("lying-5", "stack", "init", "--no-select");
	const { code, output } = await up("lying-5", { protocol: "quick" });
	// Violations are what is expected of it.
	expect(code, output).toBe(0);
	const { manifest, events } = await readRun(resultsFolderIn(output));
	expect(manifest.incompleteBecause).toEqual([]);
	const lied = events.filter(({ event }) => event === "lied");
	expect(lied.length).toBeGreaterThan(0);
	const blamed = new Set(manifest.violations?.map(({ pod }) => pod));
	blamed.delete("unknown");
	expect(blamed.size).toBeGreaterThan(0);
	const liedAbout = new Set(lied.map(({ pod }) => pod));
	for (const pod of blamed) expect(liedAbout, pod).toContain(pod);
});
