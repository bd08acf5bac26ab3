import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Run, readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const stack = "hybrid-5";
const workspace = new Workspace();

const pulumi = (...parameters: string[]) =>
	workspace.run(...["pulumi", ...parameters, "--non-interactive", "--stack", stack]);

/** Brings the stack up, which runs its protocol, and reads what that left. */
async function runOf(config: Record<string, string>): Promise<Run> {
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview"],
		...["--config-file", workspace.configFile(stack, config)],
	);
	expect(code, output).toBe(0);
	return readRun(resultsFolderIn(output));
}

/** Nothing that was acknowledged was lost, and the system was steady after each fault. */
function expectFine({ manifest }: Run): void {
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.violations).toEqual([]);
	expect(new Set(Object.values(manifest.verdicts))).toEqual(new Set(["holds"]));
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
}

let first: Run;

beforeAll(async () => {
	expectFreeMachine();
	await pulumi("stack", "init", "--no-select");
	first = await runOf({ duration: "28", faultAt: "8" });
});

afterAll(async () => {
	if (currentLease()) await pulumi("destroy", "--yes", "--skip-preview");
	workspace.remove();
});

test("two deleted replicas come back, and go on from what the members kept", () => {
	expectFine(first);
	const { manifest } = first;
	expect(manifest.mode).toBe("hybrid");
	expect(manifest.groups).toEqual({ size: 3, count: 1 });
	const recoveries = manifest.measures?.recoveries ?? [];
	expect(recoveries).toHaveLength(2);
	for (const { pod, rtoSeconds, rpoUpdates } of recoveries) {
		expect(rtoSeconds, pod).not.toBeNull();
		expect(rpoUpdates, pod).toBe(0);
	}
});

test("what the members take is measured, and shown apart from the replicas' Pods", () => {
	const containersOf = (prefix: string) =>
		new Set(first.samples.filter(({ pod }) => pod.startsWith(prefix)).map(({ container }) => container));
	expect([...containersOf("pod-")]).toEqual(["app"]);
	expect([...containersOf("hybrid-")].sort()).toEqual(["consensus", "hazelcast"]);
});

test("the members answer nobody who doesn't show the token", async () => {
	const { output } = await workspace.run(
		...["kubectl", "--namespace", "holdfast", "get", "pod", "hybrid-0"],
		...["--output", "jsonpath={.status.podIP}"],
	);
	const state = await fetch(`http://${output.trim()}:32200/api/v1/state/pod-0`);
	expect(state.status).toBe(401);
	const view = await fetch(`http://${output.trim()}:32201/peer/view`);
	expect(view.status).toBe(401);
});

test("a deleted member costs no update, and has its seat back before the fault counts as over", async () => {
	const protocol = join(workspace.folder, "member.yaml");
	writeFileSync(
		protocol,
		stringify({
			durationSeconds: 25,
			faults: [{ kind: "delete-store", atSeconds: 5, victims: 1 }],
		}),
	);
	const run = await runOf({ protocol, run: "2" });
	expectFine(run);
	const hit = run.events.find(({ event }) => event === "fault-injected");
	expect(hit?.pod).toMatch(/^hybrid-[0-2]$/);
	const healed = run.events.filter(({ event }) => event === "healed");
	expect(healed.map(({ pod }) => pod)).toEqual([hit?.pod]);
	const [window] = run.manifest.measures?.windows ?? [];
	for (const { pod, longestGapSeconds } of window?.replicas ?? []) {
		expect(longestGapSeconds, pod).toBeLessThan(10);
	}
});
