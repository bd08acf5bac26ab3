import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Run, readRun } from "../analysis/results.ts";
import { volumesFolder } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { type HostState, hostState } from "./hostState.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const workspace = new Workspace();
let before: HostState;

const pulumi = (...parameters: string[]) => workspace.run("pulumi", ...parameters, "--non-interactive");

/** The quick protocol, cut short. */
const quick = { duration: "30", faultAt: "8" };

/** Brings a stack up, which must be fine, and reads what its run left. */
async function runOf(stack: string): Promise<Run> {
	const made = await pulumi("stack", "init", stack, "--no-select");
	expect(made.code, made.output).toBe(0);
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack],
		...["--config-file", workspace.configFile(stack, quick)],
	);
	expect(code, output).toBe(0);
	return readRun(resultsFolderIn(output));
}

async function destroy(stack: string): Promise<void> {
	const { code, output } = await pulumi(...["destroy", "--yes", "--skip-preview", "--stack", stack]);
	expect(code, output).toBe(0);
}

function lostUpdates({ manifest }: Run): (number | null)[] {
	return (manifest.measures?.recoveries ?? []).map(({ rpoUpdates }) => rpoUpdates);
}

beforeAll(() => {
	expectFreeMachine();
	before = hostState();
});

afterAll(async () => {
	const lease = currentLease();
	if (lease) await destroy(lease.stack);
	workspace.remove();
});

describe("volume", () => {
	test("two deleted Pods come back and go on where they were", async () => {
		const run = await runOf("volume-5");
		expect(run.manifest.incompleteBecause).toEqual([]);
		expect(run.manifest.violations).toEqual([]);
		expect(lostUpdates(run)).toEqual([0, 0]);
		expect(run.manifest.versions["storage class"]).toMatch(/^local/);
	});

	test("the states lie on the disk, on a volume for each replica", async () => {
		const { output } = await workspace.run(
			...["kubectl", "get", "persistentvolumes", "--output"],
			"jsonpath={.items[*].spec.local.path}",
		);
		expect(output.trim().split(/\s+/)).toHaveLength(5);
		expect(existsSync(volumesFolder)).toBe(true);
	});

	test("whoever makes the volumes may make and remove them, and nothing else", async () => {
		const may = async (...action: string[]) => {
			const { output } = await workspace.run(
				...["kubectl", "auth", "can-i", ...action, "--all-namespaces"],
				"--as=holdfast:local-volumes",
			);
			return output.trim().split("\n").at(-1);
		};
		expect(await may("create", "persistentvolumes")).toBe("yes");
		for (const action of [
			["create", "pods"],
			["get", "secrets"],
			["delete", "persistentvolumeclaims"],
		]) {
			expect(await may(...action), action.join(" ")).toBe("no");
		}
	});

	test("destroy leaves nothing, neither on the machine nor on its disk", async () => {
		await destroy("volume-5");
		const now = hostState();
		const left = now.processes.filter((each) => !before.processes.includes(each));
		expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
		expect(existsSync(volumesFolder)).toBe(false);
	});
});

describe("no fault tolerance", () => {
	test("two deleted Pods lose all that they had, which the verdict says, and the run is complete", async () => {
		const run = await runOf("none-5");
		const { manifest } = run;
		expect(manifest.incompleteBecause).toEqual([]);
		expect(manifest.status).toBe("complete");
		expect(manifest.verdicts).toMatchObject({
			chain: "holds",
			durability: "violated",
		});
		const lost = lostUpdates(run);
		expect(lost).toHaveLength(2);
		for (const updates of lost) expect(updates).toBeGreaterThan(3);
		for (const { property } of manifest.violations ?? []) {
			expect(manifest.expectedViolations).toContain(property);
		}
		await destroy("none-5");
	});
});
