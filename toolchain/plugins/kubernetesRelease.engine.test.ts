/**
 * Releases of Pulumi's own Kubernetes plugin, against an API server of the test's own: no Pod is
 * ever made.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { repair } from "../../commands/repair.ts";
import { checkout } from "../../schema/checkout.ts";
import { type ApiServer, startApiServer } from "./test/apiserver.ts";
import { TestProject } from "./test/project.ts";

const buoy = join(checkout, "e2e/charts/buoy");
const secrets = "/api/v1/namespaces/default/secrets";
const configMaps = "/api/v1/namespaces/default/configmaps";

let server: ApiServer;
let project: TestProject;

beforeAll(async () => {
	server = await startApiServer({ collectsGarbage: true });
});
afterAll(() => server?.stop());
beforeEach(async () => {
	project = await new TestProject({}, "holdfast").init();
});
afterEach(() => project.remove());

/** A release; with a lamp, it is waited for in vain. */
function program(values: Record<string, unknown>, { chart = buoy, description = "" } = {}): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(server.kubeconfig)} });
new k8s.helm.v3.Release("buoy", {
	chart: ${JSON.stringify(chart)}, name: "buoy", namespace: "default", timeout: 300,
	description: ${JSON.stringify(description)},
	values: ${JSON.stringify({ mooring: false, ...values })},
}, { provider });`);
}

const items = async (path: string): Promise<{ metadata: { name: string } }[]> =>
	(await server.request("GET", path)).items as never;
const records = () => items(`${secrets}?labelSelector=${encodeURIComponent("owner=helm")}`);
const settings = async () => (await server.request("GET", `${configMaps}/buoy-settings`)).data;

/** Kills an update of which Helm has made its objects, and that it waits for. */
async function killWhileHelmWaits(): Promise<void> {
	program({ colour: "green", lamp: true });
	const up = project.start("up", "--yes", "--skip-preview");
	const deadline = Date.now() + 90_000;
	const lamp = "/apis/apps/v1/namespaces/default/deployments";
	while ((await items(lamp)).length === 0) {
		if (Date.now() > deadline || up.process.exitCode !== null) {
			up.process.kill("SIGKILL");
			throw new Error(up.output());
		}
		await pause(50);
	}
	up.process.kill("SIGKILL");
	await up.outcome;
}

const mend = () =>
	repair({
		stack: project.stack,
		backend: project.backend,
		project: project.folder,
		environment: project.environment,
	});

async function expectNothingLeft(): Promise<void> {
	expect(await records()).toEqual([]);
	const left = (await items(configMaps)).map(({ metadata }) => metadata.name);
	expect(left.filter((name) => name === "buoy-settings")).toEqual([]);
}

test("after a kill while a release is being installed, the next update goes on with it", async () => {
	await killWhileHelmWaits();
	await mend();
	program({ colour: "red" });
	await project.up();
	expect(project.resource("buoy").outputs).toMatchObject({
		status: { status: "deployed", revision: 2 },
	});
	expect(await settings()).toMatchObject({ colour: "red" });
	await project.destroy();
	await expectNothingLeft();
}, 240_000);

test("after a kill while a release is being upgraded, the next update goes on with it", async () => {
	program({ colour: "green" });
	await project.up();
	await killWhileHelmWaits();
	await mend();
	program({ colour: "red" });
	await project.up();
	expect(await settings()).toMatchObject({ colour: "red" });
	await project.destroy();
	await expectNothingLeft();
}, 240_000);

test("after a kill while a release is being installed, destroy uninstalls it", async () => {
	await killWhileHelmWaits();
	await mend();
	await project.destroy();
	expect(project.state()).toEqual([]);
	await expectNothingLeft();
}, 240_000);

test("a release that somebody uninstalled is forgotten by a refresh, and destroy goes on", async () => {
	program({ colour: "green" });
	await project.up();
	for (const { metadata } of await records()) {
		await server.request("DELETE", `${secrets}/${metadata.name}`);
	}
	const { exitCode, output } = await project.run(...["destroy", "--yes", "--skip-preview"]);
	expect(exitCode).not.toBe(0);
	expect(output).toContain("release: not found");
	await project.succeed("destroy", "--refresh", "--yes", "--skip-preview");
	expect(project.state()).toEqual([]);
	await server.request("DELETE", `${configMaps}/buoy-settings`);
	await server.request("DELETE", `${secrets}/buoy-password`);
}, 240_000);

test("a chart that was edited in place is upgraded where its description says so", async () => {
	const chart = project.file("buoy");
	cpSync(buoy, chart, { recursive: true });
	program({ colour: "green" }, { chart, description: "contents 1" });
	await project.up();
	const template = join(chart, "templates", "settings.yaml");
	const text = readFileSync(template, "utf8");
	writeFileSync(template, text.replace("\ndata:\n", "\ndata:\n  edited: here\n"));
	program({ colour: "green" }, { chart, description: "contents 2" });
	expect(await project.up()).toContain("1 updated");
	expect(await settings()).toMatchObject({ edited: "here" });
	expect(await project.up("--expect-no-changes")).toContain("unchanged");
	await project.destroy();
	await expectNothingLeft();
}, 240_000);

test("a secret value reaches the chart, and is in neither the state nor what is said", async () => {
	const base64 = Buffer.from("sesame").toString("base64");
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(server.kubeconfig)} });
new k8s.helm.v3.Release("buoy", {
	chart: ${JSON.stringify(buoy)}, name: "buoy", namespace: "default",
	values: { mooring: false, password: pulumi.secret("sesame") },
}, { provider });`);
	const output = await project.up();
	expect(await server.request("GET", `${secrets}/buoy-password`)).toMatchObject({ data: { password: base64 } });
	for (const text of [output, JSON.stringify(project.state())]) {
		expect(text).not.toContain("sesame");
		expect(text).not.toContain(base64);
	}
	await project.destroy();
}, 240_000);

test("what keeps Pods from starting is told while a release waits for them", async () => {
	const post = (plural: string, body: object) =>
		server.request("POST", `/api/v1/namespaces/default/${plural}`, body, "application/json");
	const kubeconfig = JSON.stringify(server.kubeconfig);
	project.program(`
import { warnOfStartTroubles } from ${JSON.stringify(join(checkout, "infra/kubernetes/startTroubles.ts"))};
const provider = new k8s.Provider("cluster", { kubeconfig: ${kubeconfig} });
const buoy = new k8s.helm.v3.Release("buoy", {
	chart: ${JSON.stringify(buoy)}, name: "buoy", namespace: "default", timeout: 30,
	values: { mooring: false, lamp: true },
}, { provider });
warnOfStartTroubles({
	provider, namespaces: { application: "default" }, access: { kubeconfig: ${kubeconfig} },
}, buoy.status);`);
	await post("pods", {
		metadata: { name: "lamp" },
		spec: { containers: [{ name: "lamp", image: "none" }] },
	});
	const status = {
		conditions: [
			{
				type: "PodScheduled",
				status: "False",
				reason: "Unschedulable",
				message: "no room",
			},
		],
	};
	await server.request(
		"PATCH",
		"/api/v1/namespaces/default/pods/lamp/status",
		{ status },
		"application/merge-patch+json",
	);
	await post("events", {
		metadata: { name: "refused" },
		type: "Warning",
		reason: "FailedCreate",
		message: "exceeded quota",
		involvedObject: {
			kind: "StatefulSet",
			namespace: "default",
			name: "set",
			uid: "7",
		},
		// Controllers repeat it as long as it is so.
		lastTimestamp: new Date(Date.now() + 60_000).toISOString(),
	});
	const { exitCode, output } = await project.run(...["up", "--yes", "--skip-preview"]);
	expect(exitCode).not.toBe(0);
	expect(output).toContain("warning: Pod default/lamp doesn't start: Unschedulable: no room");
	expect(output).toContain("warning: StatefulSet default/set makes no Pod: exceeded quota");
	await project.destroy();
}, 240_000);
