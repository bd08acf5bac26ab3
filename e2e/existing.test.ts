/**
 * The way of those who have a cluster and a registry already, gone with a cluster and a registry of
 * the tests' own.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Run, readRun } from "../analysis/results.ts";
import { chartInWords } from "../infra/charts/local.ts";
import { pushImages } from "../infra/cluster/existing/pushImages.ts";
import { registryReference } from "../infra/cluster/existing/registry.ts";
import { type RegistryServer, startRegistry } from "../infra/cluster/existing/registryServer.fixture.ts";
import { hostFolder } from "../infra/cluster/hostFolder.ts";
import { network, state } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { storeName, storePort } from "../infra/methods/central/store.ts";
import { sharedNamespaces } from "../infra/names.ts";
import { builtImages } from "../toolchain/images.ts";
import { clusterObjects } from "./existing/clusterObjects.ts";
import { addGuest, contexts, writeKubeconfig } from "./existing/kubeconfig.ts";
import { forgetImages, trustRegistry } from "./existing/nodeImages.ts";
import { type OwnCluster, startCluster } from "./existing/ownCluster.ts";
import { runningImages } from "./existing/runningImages.ts";
import { copyCharts } from "./existing/standInCharts.ts";
import { whatWentWrong } from "./existing/whatWentWrong.ts";
import { type HostState, hostState } from "./hostState.ts";
import { expectFreeMachine, type Outcome, resultsFolderIn, until, Workspace } from "./workspace.ts";

const central = "central-5";
const decentral = "decentral-5";
const context = contexts.administrator;
const folder = mkdtempSync(join(tmpdir(), "holdfast-existing-"));
const kubeconfig = join(folder, "kubeconfig");

let before: HostState;
let objectsBefore: string[];
let cluster: OwnCluster | undefined;
let registry: RegistryServer;
let workspace: Workspace;
let charts: ReturnType<typeof copyCharts>;

const pulumi = (...parameters: string[]) => workspace.run("pulumi", ...parameters, "--non-interactive");
const kubectl = (...parameters: string[]) => workspace.run("kubectl", "--context", context, ...parameters);
const namespacesOf = (stack: string) => Object.values(sharedNamespaces(stack));

async function expectSuccess({ code, output }: Outcome): Promise<string> {
	if (code === 0) return output;
	throw new Error(`${output}\n${await whatWentWrong(workspace, context, registry)}`);
}

/** A stack's configuration, with something else in it where a test wants so. */
function configFile(stack: string, change: Record<string, string | undefined> = {}): string {
	const all = {
		platform: "kubeconfig",
		context,
		registry: `${registry.host}/team`,
		couchdbChart: charts.couchdb,
		prometheusChart: charts.prometheus,
		duration: "28",
		faultAt: "8",
		...change,
	};
	const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return workspace.configFile(stack, Object.fromEntries(given));
}

const up = (stack: string, ...parameters: string[]) =>
	pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack],
		...["--config-file", configFile(stack), ...parameters],
	);

/** Brings the stack up, which runs its experiment, and reads what it left. */
async function runOf(stack: string): Promise<Run> {
	return readRun(resultsFolderIn(await expectSuccess(await up(stack))));
}

function expectSafe({ manifest, events }: Run): void {
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.status).toBe("complete");
	expect(manifest.violations).toEqual([]);
	expect(manifest.verdicts).toMatchObject({
		chain: "holds",
		durability: "holds",
		monotonic: "holds",
	});
	const victims = events.filter(({ event }) => event === "fault-injected").map(({ pod }) => pod);
	expect(new Set(victims).size).toBe(2);
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
}

/** How many of a stack's replicas are ready. */
async function readyReplicas(stack: string): Promise<string> {
	const { output } = await kubectl(
		...["get", "statefulset", "pod", "--output=jsonpath={.status.readyReplicas}"],
		...["--namespace", sharedNamespaces(stack).application],
	);
	return output.trim();
}

beforeAll(async () => {
	expectFreeMachine();
	before = hostState();
	cluster = await startCluster(2);
	const { nodes, environment } = cluster;
	registry = await startRegistry(join(folder, "registry"), {
		address: network.host,
		environment,
	});
	trustRegistry(nodes, registry);
	forgetImages(nodes);
	const images = builtImages();
	// Whom an authority of one's own has signed, buildah trusts only by this.
	const trusting = { SSL_CERT_FILE: registry.authority };
	await pushImages(`${registry.host}/charts`, [images], (name) => name === "store" || name === "prometheus", trusting);
	charts = copyCharts(join(folder, "charts"), images.references, (reference) =>
		registryReference(reference, `${registry.host}/charts`),
	);

	writeKubeconfig(kubeconfig);
	workspace = new Workspace({ KUBECONFIG: kubeconfig, ...trusting });
	for (const guest of [
		["serviceaccount", "guest", "--namespace=default"],
		[...["clusterrolebinding", "guest", "--clusterrole=view"], "--serviceaccount=default:guest"],
	]) {
		await expectSuccess(await kubectl("create", ...guest));
	}
	const token = await kubectl("create", "token", "guest", "--namespace=default");
	addGuest(kubeconfig, (await expectSuccess(token)).trim());
	objectsBefore = await clusterObjects(workspace, context);
	for (const stack of [central, decentral]) {
		await expectSuccess(await pulumi("stack", "init", stack, "--no-select"));
	}
});

afterAll(async () => {
	await registry?.stop();
	if (currentLease()) await cluster?.stop();
	workspace?.remove();
	for (const each of [folder, ...[central, decentral].map((stack) => hostFolder(stack).folder)]) {
		rmSync(each, { recursive: true, force: true });
	}
});

describe("what a stack can't do without is told in preview, in one sentence", () => {
	test.each([
		[
			"no context is the current one",
			{ context: undefined },
			`has no current context: name one with "pulumi config set context …" (it has ${contexts.administrator}, ${contexts.guest}).`,
		],
		["there is no such context", { context: "nowhere" }, 'has no context "nowhere": name another with'],
		[
			"the user may only look",
			{ context: contexts.guest },
			`The context "${contexts.guest}" lacks rights that a stack needs: create namespaces in the whole cluster; `,
		],
		[
			"volumes are wanted and no storage class is the default",
			{ storage: "volumes" },
			`The cluster of the context "${contexts.administrator}" has no default storage class: name one with "pulumi config set storageClass …" (it has: none)`,
		],
		[
			"no registry is named",
			{ registry: undefined },
			'The platform "kubeconfig" needs a registry that the cluster can pull images from',
		],
		["there is no such chart", { couchdbChart: "/nowhere/couchdb" }, "There is no chart at /nowhere/couchdb"],
	])("%s", async (_, change, sentence) => {
		const { code, output } = await pulumi(
			...["preview", "--stack", central],
			...["--config-file", configFile(central, change)],
		);
		expect(code).not.toBe(0);
		expect(output).toContain(sentence);
	});

	test("and nothing was made", async () => {
		expect(await clusterObjects(workspace, context)).toEqual(objectsBefore);
	});
});

describe("two stacks in one cluster", () => {
	let run: Run;

	test("central comes up, its experiment runs, and nothing is lost", async () => {
		run = await runOf(central);
		expectSafe(run);
		expect(run.manifest.machine.platform).toBe("kubeconfig");
	});

	test("Prometheus has what the application and the kubelets say, as on the native platform", () => {
		const of = (metric: string) =>
			new Set(
				run.samples
					.filter((sample) => sample.metric.startsWith(metric))
					.filter(({ container }) => container === "app")
					.map(({ pod }) => pod),
			);
		const replicas = new Set(["pod-0", "pod-1", "pod-2", "pod-3", "pod-4"]);
		expect(of("holdfast_state_index")).toEqual(replicas);
		expect(of("process_resident_memory_bytes")).toEqual(replicas);
		expect(of("container_memory_working_set_bytes")).toEqual(replicas);
	});

	test("the manifest says which charts were used, and doesn't claim that the store is CouchDB", () => {
		const { standIns, versions } = run.manifest;
		expect(standIns.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/^PouchDB Server \d/),
				chartInWords("couchdb", charts.couchdb),
				chartInWords("prometheus", charts.prometheus),
			]),
		);
		expect(versions["PouchDB Server"]).toMatch(/^\d/);
		expect(versions["chart couchdb"]).toMatch(/ of other contents /);
		expect(versions.prometheus).toMatch(/^\d/);
		expect(Object.keys(versions)).not.toContain("CouchDB");
	});

	test("every container runs what was pushed, pulled by the node it is on", async () => {
		const running = await runningImages(workspace, context, namespacesOf(central));
		const { references } = builtImages();
		const pushed = (name: keyof typeof references, folder: string) => {
			const { reference, digest } = references[name];
			const path = registryReference(reference, `${registry.host}/${folder}`);
			return `${path.slice(0, path.lastIndexOf(":"))}@${digest}`;
		};
		expect(new Set(running.map(({ image }) => image))).toEqual(
			new Set([
				...[pushed("app", "team"), pushed("observer", "team")],
				...[pushed("store", "charts"), pushed("prometheus", "charts")],
			]),
		);
		expect(run.manifest.images).toMatchObject({
			app: references.app.digest,
			observer: references.observer.digest,
		});
		expect(new Set(running.map(({ node }) => node)).size).toBe(2);
		const pullers = registry
			.fetches()
			.filter(({ by, image }) => by !== network.host && image === "team/app")
			.map(({ by }) => by);
		expect(new Set(pullers)).toEqual(new Set(cluster?.nodes.map(({ address }) => address)));
	});

	test("the chart's hook ran once the store was up", async () => {
		const ofApplication = ["--namespace", sharedNamespaces(central).application];
		const { output } = await kubectl(
			...["get", "secret", "central-credentials", ...ofApplication],
			"--output=jsonpath={.data.adminUsername} {.data.adminPassword}",
		);
		const [user, password] = output
			.trim()
			.split(" ")
			.map((text) => Buffer.from(text, "base64").toString("utf8"));
		const service = await kubectl(
			...["get", "service", storeName, ...ofApplication],
			"--output=jsonpath={.spec.clusterIP}",
		);
		const answer = await fetch(`http://${service.output.trim()}:${storePort}/setup-users`, {
			headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
		});
		expect(answer.status).toBe(200);
	});

	test("a second up changes nothing", async () => {
		await expectSuccess(await up(central, "--expect-no-changes"));
	});

	test("decentral comes up beside it, its experiment runs, and nothing is lost", async () => {
		const beside = await runOf(decentral);
		expectSafe(beside);
		const names = beside.manifest.standIns.map(({ name }) => name).join();
		expect(names).toContain("chart kube-prometheus-stack");
		expect(names).not.toContain("couchdb");
		expect(await readyReplicas(central)).toBe("5");
	});

	test("destroy of one leaves the other alone", async () => {
		await expectSuccess(await pulumi("destroy", "--yes", "--skip-preview", "--stack", central));
		expect(existsSync(hostFolder(central).folder)).toBe(false);
		expect(await readyReplicas(decentral)).toBe("5");
		const left = await clusterObjects(workspace, context);
		expect(left.filter((line) => line.includes(`holdfast-${central}`))).toEqual([]);
	});

	test("destroy of both leaves the cluster as it was, but for the operator's definition", async () => {
		await expectSuccess(await pulumi("destroy", "--yes", "--skip-preview", "--stack", decentral));
		expect(existsSync(hostFolder(decentral).folder)).toBe(false);
		let left: string[] = [];
		const more = async () => {
			left = await clusterObjects(workspace, context);
			return left.filter((line) => !objectsBefore.includes(line));
		};
		const definition = [
			"APIService <none> v1.monitoring.coreos.com",
			"CustomResourceDefinition <none> podmonitors.monitoring.coreos.com",
		];
		await until("what Kubernetes itself made is gone, too", 60, async () => {
			return (await more()).length <= definition.length;
		}).catch(() => {});
		expect(await more()).toEqual(definition);
		expect(objectsBefore.filter((line) => !left.includes(line))).toEqual([]);
		await expectSuccess(await kubectl(...["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=10s"]));
	});
});

test("without the cluster and the registry, the machine is as it was", async () => {
	await registry.stop();
	await cluster?.stop();
	const now = hostState();
	const left = now.processes.filter((each) => !before.processes.includes(each));
	expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
	expect(existsSync(state.lease)).toBe(false);
});
