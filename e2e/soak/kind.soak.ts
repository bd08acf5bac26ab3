/** Stacks on a kind cluster, with a Docker of the tests' own: `npx holdfast soak kind`. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Run, readRun } from "../../analysis/results.ts";
import { hostFolder } from "../../infra/cluster/hostFolder.ts";
import { kindClusterName } from "../../infra/cluster/kind/config.ts";
import { childOf } from "../../infra/cluster/native/initProcess.ts";
import { builtImages } from "../../toolchain/images.ts";
import { copyCharts } from "../existing/standInCharts.ts";
import { type HostState, hostState } from "../hostState.ts";
import { writeForeignImage } from "../kind/foreignImage.ts";
import { type KindLab, startKindLab } from "../kind/lab.ts";
import { nodeImage } from "../kind/parts.ts";
import { type Outcome, resultsFolderIn, until, Workspace } from "../workspace.ts";

const central = "central-5";
const decentral = "decentral-5";
const hybrid = "hybrid-5";
const folder = mkdtempSync(join(tmpdir(), "holdfast-kind-"));

let before: HostState;
let lab: KindLab;
let workspace: Workspace;
let charts: ReturnType<typeof copyCharts>;

/**
 * Everything that a stack on the laboratory's Docker needs; with something else in it where a test
 * wants so.
 */
function configFile(on: Workspace, stack: string, change: Record<string, string> = {}): string {
	return on.configFile(stack, {
		platform: "kind",
		nodeImage,
		...(stack === central && { couchdbChart: charts.couchdb }),
		...(stack === hybrid && { hazelcastChart: charts.hazelcast }),
		prometheusChart: charts.prometheus,
		duration: "28",
		faultAt: "8",
		...change,
	});
}

/** The command that brings a stack up. */
const upOf = (on: Workspace, stack: string, change: Record<string, string> = {}) => [
	...["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
	...["--stack", stack, "--config-file", configFile(on, stack, change)],
];

/** A workspace on a machine with Docker, where a stack is there to be brought up. */
async function workspaceOn(
	{ within, environment }: Pick<KindLab, "within" | "environment">,
	...stacks: string[]
): Promise<Workspace> {
	const made = new Workspace(environment, within);
	for (const stack of stacks) {
		const { code, output } = await made.run(...["pulumi", "stack", "init", stack, "--no-select"], "--non-interactive");
		expect(code, output).toBe(0);
	}
	return made;
}

function expectSuccess({ code, output }: Outcome): string {
	expect(code, output).toBe(0);
	return output;
}

async function expectSafe(output: string): Promise<Run> {
	const run = await readRun(resultsFolderIn(output));
	const { manifest, events } = run;
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.status).toBe("complete");
	expect(manifest.violations).toEqual([]);
	expect(manifest.verdicts).toMatchObject({
		chain: "holds",
		durability: "holds",
		monotonic: "holds",
	});
	expect(manifest.machine.platform).toBe("kind");
	const victims = events.filter(({ event }) => event === "fault-injected");
	expect(new Set(victims.map(({ pod }) => pod)).size).toBe(2);
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
	return run;
}

const destroyOf = (stack: string) => [
	...["pulumi", "destroy", "--yes", "--skip-preview", "--non-interactive"],
	...["--stack", stack],
];

async function expectDestroyed(stack: string): Promise<void> {
	expectSuccess(await workspace.run(...destroyOf(stack)));
	await expectNothingLeft(lab, workspace, stack);
}

/** No container, no volume, no route and no file of a stack's cluster. */
async function expectNothingLeft({ docker }: KindLab, on: Workspace, stack: string): Promise<void> {
	expect(await docker("ps", "--all", "--quiet")).toBe("");
	expect(await docker("volume", "ls", "--quiet")).toBe("");
	const { output } = await on.run("ip", "route");
	expect(output).not.toContain("198.18.");
	expect(existsSync(hostFolder(stack).folder)).toBe(false);
}

beforeAll(async () => {
	before = hostState();
	charts = copyCharts(
		join(folder, "charts"),
		builtImages().references,
		// The nodes bring them along.
		(reference) => reference,
	);
	lab = await startKindLab();
	workspace = await workspaceOn(lab, central, decentral, hybrid);
});

afterAll(async () => {
	await lab?.stop();
	workspace?.remove();
	rmSync(folder, { recursive: true, force: true });
	for (const stack of [central, decentral, hybrid]) {
		rmSync(hostFolder(stack).folder, { recursive: true, force: true });
	}
});

describe("central on kind", () => {
	let run: Run;

	test("comes up, its experiment runs, and nothing is lost", async () => {
		const output = expectSuccess(await workspace.run(...upOf(workspace, central)));
		run = await expectSafe(output);
	});

	test("its run says of which versions the cluster is", () => {
		expect(run.manifest.versions).toMatchObject({
			kind: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
			docker: expect.stringMatching(/^\d+\.\d+/),
			containerd: expect.stringMatching(/^v?\d+\.\d+\.\d+$/),
			kubernetes: expect.stringMatching(/^v1\./),
		});
	});

	test("Prometheus has what the application and the kubelets say", () => {
		const of = (metric: string) =>
			new Set(
				run.samples
					.filter((sample) => sample.metric.startsWith(metric))
					.filter(({ container }) => container === "app")
					.map(({ pod }) => pod),
			);
		const replicas = new Set(["pod-0", "pod-1", "pod-2", "pod-3", "pod-4"]);
		expect(of("holdfast_state_index")).toEqual(replicas);
		expect(of("container_memory_working_set_bytes")).toEqual(replicas);
	});

	test("only the nodes that run its Pods have its images, and no others", async () => {
		const { references } = builtImages();
		const imagesOn = async (node: string) => {
			const list = await lab.docker(
				...["exec", `${kindClusterName(central)}-${node}`],
				...["ctr", "--namespace", "k8s.io", "images", "list", "--quiet"],
			);
			return Object.entries(references)
				.filter(([, { reference }]) => list.split("\n").includes(reference))
				.map(([name]) => name)
				.sort();
		};
		const broughtAlong = ["pause", "prometheus", "store"];
		expect(await imagesOn("control-plane")).toEqual(broughtAlong);
		for (const node of ["worker", "worker2"]) {
			expect(await imagesOn(node)).toEqual([...broughtAlong, "app", "observer"].sort());
		}
	});

	test("a second up changes nothing", async () => {
		expectSuccess(await workspace.run(...upOf(workspace, central), "--expect-no-changes"));
	});

	test("another stack is told that the addresses are taken, before it makes anything", async () => {
		const { code, output } = await workspace.run(...upOf(workspace, decentral));
		expect(code).not.toBe(0);
		expect(output).toContain("because their addresses are another's");
		const names = await lab.docker("ps", "--format", "{{.Names}}");
		expect(names).not.toContain(decentral);
		expectSuccess(await workspace.run(...destroyOf(decentral)));
	});

	test("destroy leaves nothing, even if this machine forgot what it knew of the cluster", async () => {
		rmSync(hostFolder(central).folder, { recursive: true });
		expectSuccess(await workspace.run(...destroyOf(central)));
		await expectNothingLeft(lab, workspace, central);
	});
});

describe("decentral on kind", () => {
	test("after a SIGKILL while the cluster is made, the next up makes it anew, and nothing is lost", async () => {
		const { child, end } = workspace.start(...upOf(workspace, decentral));
		await until("a node is there", 120, async () => {
			return (await lab.docker("ps", "--quiet")) !== "";
		});
		// What leads into the machine's namespaces waits for it, and ends with it.
		process.kill(childOf({ pid: child.pid ?? -1 }) ?? -1, "SIGKILL");
		await end;
		await expectSafe(expectSuccess(await workspace.run(...upOf(workspace, decentral))));
	});

	test("destroy leaves nothing", () => expectDestroyed(decentral));
});

describe("hybrid on kind", () => {
	test("its members come by Hazelcast's chart, its experiment runs, and nothing is lost", async () => {
		await expectSafe(expectSuccess(await workspace.run(...upOf(workspace, hybrid))));
		const sets = await lab.docker(
			...["exec", `${kindClusterName(hybrid)}-control-plane`, "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf"],
			...[
				"get",
				"statefulsets",
				"--all-namespaces",
				"--output",
				"custom-columns=:metadata.name,:spec.podManagementPolicy",
			],
		);
		expect(sets).toMatch(/^hybrid +Parallel$/m);
	});

	test("a second up changes nothing", async () => {
		expectSuccess(await workspace.run(...upOf(workspace, hybrid), "--expect-no-changes"));
	});

	test("destroy leaves nothing", () => expectDestroyed(hybrid));
});

describe("what kind can't do without is told in one sentence", () => {
	test("no Docker", async () => {
		const apart = await workspaceOn({ within: [], environment: {} }, central);
		const { code, output } = await apart.run(
			...["pulumi", "preview", "--non-interactive", "--stack", central],
			...["--config-file", configFile(apart, central)],
		);
		apart.remove();
		expect(code).not.toBe(0);
		expect(output).toMatch(
			/The platform "kind" can't be had: (kind is not on PATH|docker is not on PATH|the Docker daemon at \S+ doesn't answer \(.*\))\. Mend it, or choose another/,
		);
	});

	test("an image of the nodes for another architecture, and nothing is made", async () => {
		const image = "holdfast.local/kind-node:foreign";
		await lab.docker("load", "--input", await writeForeignImage(folder, image));
		const { code, output } = await workspace.run(...upOf(workspace, central, { nodeImage: image }));
		await lab.docker("rmi", image);
		expect(code).not.toBe(0);
		expect(output).toMatch(
			/The nodes' image holdfast\.local\/kind-node:foreign is for s390x, and this machine's Docker runs \w+\./,
		);
		await expectNothingLeft(lab, workspace, central);
	});

	test("a Docker that refuses privileged containers, and nothing is left of the attempt", async () => {
		await lab.stop();
		const strict = await startKindLab("runc");
		const apart = await workspaceOn(strict, central);
		try {
			const { code, output } = await apart.run(...upOf(apart, central));
			expect(code).not.toBe(0);
			expect(output).toContain("Docker refuses privileged containers, which");
			expect(output).toMatch(/^\s*ERROR: failed to create cluster/m);
			await expectNothingLeft(strict, apart, central);
		} finally {
			await strict.stop();
			apart.remove();
		}
	});
});

test("without the machine of its own, this one is as it was", async () => {
	await lab.stop();
	await sleep(200);
	const now = hostState();
	const left = now.processes.filter((each) => !before.processes.includes(each));
	expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
});
