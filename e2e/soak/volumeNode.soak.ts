import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { readRun } from "../../analysis/results.ts";
import { currentLease } from "../../infra/cluster/native/lease.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "../workspace.ts";

const stack = "volume-5";
const workspace = new Workspace();

const pulumi = (...parameters: string[]) => workspace.run("pulumi", ...parameters, "--non-interactive");

/**
 * Long enough for Kubernetes to notice (50 s), delete the node's Pods and fail to start them
 * elsewhere.
 */
const stopSeconds = 85;
const protocol = {
	durationSeconds: stopSeconds + 15,
	settleSeconds: 60,
	faults: [
		{
			kind: "stop-node",
			atSeconds: 5,
			lastsSeconds: stopSeconds,
			outOfService: true,
		},
	],
};

beforeAll(async () => {
	expectFreeMachine();
	const { code, output } = await pulumi("stack", "init", stack, "--no-select");
	expect(code, output).toBe(0);
});

afterAll(async () => {
	if (currentLease()) {
		await pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
	}
	workspace.remove();
});

test("a Pod on a lost node doesn't come back before its node does, and then goes on where it was", async () => {
	const file = join(workspace.folder, "lost-node.yaml");
	writeFileSync(file, stringify(protocol));
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack, "--config-file"],
		workspace.configFile(stack, { nodes: "3", protocol: file }),
	);
	expect(code, output).toBe(0);
	const { events, manifest } = await readRun(resultsFolderIn(output));
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.violations).toEqual([]);

	const hits = events.filter(({ event }) => event === "fault-injected");
	const victims = new Set(hits.map(({ pod }) => pod));
	const node = /on the node (\S+)$/.exec(hits[0]?.detail ?? "")?.[1];
	const hit = hits[0]?.time ?? Number.NaN;
	const healed = events.find(({ event }) => event === "fault-healed")?.time ?? Number.NaN;
	const ofVictims = events.filter(({ pod, time }) => victims.has(pod) && time > hit);
	expect(victims.size).toBeGreaterThan(0);

	// Kubernetes made new Pods while the node was away, and found no place for any.
	const made = ofVictims.filter(({ event, time }) => event === "created" && time < healed);
	expect(new Set(made.map(({ pod }) => pod))).toEqual(victims);
	const scheduled = ofVictims.filter(({ event }) => event === "scheduled");
	expect(scheduled.filter(({ time }) => time < healed)).toEqual([]);

	// Back on the same node, where their volumes are.
	expect(new Set(scheduled.map(({ pod }) => pod))).toEqual(victims);
	for (const { detail } of scheduled) expect(detail).toBe(node);
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
});
