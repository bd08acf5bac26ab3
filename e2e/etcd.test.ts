import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const workspace = new Workspace();
/** The stack that was brought up last. */
let up = "";
const stacks = ["decentral-etcd-5", "central-etcd-5"];

async function pulumi(...parameters: string[]) {
	return workspace.run("pulumi", ...parameters, "--non-interactive");
}

beforeAll(async () => {
	expectFreeMachine();
	for (const stack of stacks) {
		const { code, output } = await pulumi(...["stack", "init", "--no-select", "--stack", stack]);
		if (code !== 0) throw new Error(output);
	}
});

afterEach(async () => {
	if (!currentLease()) return;
	await pulumi("destroy", "--yes", "--skip-preview", "--stack", up);
});

afterAll(() => workspace.remove());

async function run(stack: string, config: Record<string, string>) {
	up = stack;
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack],
		...["--config-file", workspace.configFile(stack, config)],
	);
	expect(code, output).toBe(0);
	const read = await readRun(resultsFolderIn(output));
	expect(read.manifest.incompleteBecause).toEqual([]);
	expect(new Set(Object.values(read.manifest.verdicts))).toEqual(new Set(["holds"]));
	return read;
}

test("decentral-etcd: two deleted Pods persist again, their members are replaced, and nothing is lost", async () => {
	const { manifest, events, samples } = await run("decentral-etcd-5", {
		duration: "28",
		faultAt: "8",
	});
	expect(manifest.groups).toEqual({ size: 5, count: 1 });
	const [window] = manifest.measures?.windows ?? [];
	expect(window?.fault).toBe("delete-pods");
	expect(window?.steady).not.toBeNull();
	expect(manifest.measures?.recoveries).toHaveLength(2);
	const healed = events.filter(({ event }) => event === "healed");
	expect(new Set(healed.map(({ pod }) => pod)).size).toBe(2);
	expect([...new Set(samples.map(({ container }) => container))]).toEqual(
		expect.arrayContaining(["app", "consensus", "etcd"]),
	);
});

test("central-etcd: a deleted member is replaced, clients' updates out of turn are ordered, and nothing is lost", async () => {
	const protocol = join(workspace.folder, "delete-member.yaml");
	writeFileSync(
		protocol,
		stringify({
			durationSeconds: 28,
			faults: [{ kind: "delete-store", atSeconds: 8, victims: 1 }],
			load: { clients: 8, readsPerSecond: 2, advancesPerSecond: 1 },
		}),
	);
	const { manifest, events } = await run("central-etcd-5", { protocol });
	const [window] = manifest.measures?.windows ?? [];
	expect(window?.fault).toBe("delete-store");
	expect(window?.steady).not.toBeNull();
	expect(events.some(({ event, pod }) => event === "healed" && pod?.startsWith("central-"))).toBe(true);
});

test("decentral-etcd with data on volumes: all Pods are deleted at once, and nothing is lost", async () => {
	const protocol = join(workspace.folder, "delete-all.yaml");
	writeFileSync(
		protocol,
		stringify({
			durationSeconds: 35,
			faults: [{ kind: "delete-all", atSeconds: 8 }],
		}),
	);
	const { manifest } = await run("decentral-etcd-5", {
		protocol,
		durability: "volume",
	});
	const [window] = manifest.measures?.windows ?? [];
	expect(window?.fault).toBe("delete-all");
	expect(window?.steady).not.toBeNull();
	expect(manifest.measures?.recoveries).toHaveLength(5);
});
