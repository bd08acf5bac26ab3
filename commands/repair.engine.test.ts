import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "../toolchain/plugins/test/apiserver.ts";
import { TestProject } from "../toolchain/plugins/test/project.ts";
import { repair } from "./repair.ts";

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

/** A command and two objects that never get done, and an object and a command that do. */
function program(endless: boolean): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(server.kubeconfig)} });
const lease = new local.Command("lease", { create: "echo lease >> ran", delete: "echo release >> ran" });
const settings = new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings" }, data: {} }, { provider });
const after = { dependsOn: [lease, settings] };
new local.Command("node", {
	create: "echo node >> ran; ${endless ? "sleep 300" : "echo ready"}",
	delete: "echo down >> ran",
	environment: { WORD: pulumi.secret("sesame") },
}, after);
new k8s.core.v1.Service("web", {
	metadata: { name: "web", annotations: { "pulumi.com/skipAwait": "${!endless}" } },
	spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
}, { ...after, provider });
new k8s.apps.v1.StatefulSet("pod", {
	metadata: { name: "pod", annotations: { "pulumi.com/skipAwait": "${!endless}" } },
	spec: {
		serviceName: "web", selector: { matchLabels: { app: "a" } },
		template: { metadata: { labels: { app: "a" } }, spec: { containers: [{
			name: "app", image: "none", env: [{ name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
		}] } },
	},
}, { ...after, provider });`);
}

const ran = () => (existsSync(project.file("ran")) ? readFileSync(project.file("ran"), "utf8").trim().split("\n") : []);
const inCluster = (plural: string, name: string) =>
	server.request("GET", `/api/v1/namespaces/default/${plural}/${name}`).then(
		() => true,
		() => false,
	);

const hasReplicas = () =>
	server.request("GET", "/apis/apps/v1/namespaces/default/statefulsets/pod").then(
		() => true,
		() => false,
	);

/** Starts an update, and gives it once it is in the middle of making `node` and `web`. */
async function startUpdate() {
	program(true);
	const up = project.start("up", "--yes", "--skip-preview");
	const deadline = Date.now() + 90_000;
	while (!ran().includes("node") || !(await inCluster("services", "web")) || !(await hasReplicas())) {
		if (Date.now() > deadline || up.process.exitCode !== null) {
			up.process.kill("SIGKILL");
			throw new Error(up.output());
		}
		await pause(50);
	}
	return up;
}

async function killUpdate(): Promise<void> {
	const up = await startUpdate();
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

test("after a kill, destroy deletes what was being made, too", async () => {
	await killUpdate();
	await mend();
	const output = await project.destroy();
	expect(output).not.toContain("pending operations");
	expect(project.state()).toEqual([]);
	expect(ran().sort()).toEqual(["down", "lease", "node", "release"]);
	expect(await inCluster("services", "web")).toBe(false);
	expect(await inCluster("configmaps", "settings")).toBe(false);
}, 240_000);

test("after a kill, the next update makes what was being made again, and is clean", async () => {
	await killUpdate();
	await mend();
	program(false);
	const output = await project.up();
	expect(output).not.toContain("pending operations");
	expect(ran()).toEqual(["lease", "node", "node"]);
	expect(project.resource("web").initErrors ?? []).toEqual([]);
	const { outputs } = project.resource("node");
	expect(outputs).toMatchObject({ stdout: expect.anything() });
	expect(JSON.stringify(outputs)).not.toContain("sesame");
	expect(await project.up("--expect-no-changes")).toContain("unchanged");
	await project.destroy();
}, 240_000);

test("a refresh between them doesn't take an interrupted command for done, and forgets objects that aren't there", async () => {
	await killUpdate();
	await server.request("DELETE", "/api/v1/namespaces/default/services/web");
	await mend();
	await project.succeed("refresh", "--yes", "--skip-preview");
	expect(() => project.resource("web")).toThrow("the state holds no resource");
	program(false);
	await project.up();
	expect(ran()).toEqual(["lease", "node", "node"]);
	await project.destroy();
}, 240_000);

test("a stack that is being worked on is left alone", async () => {
	const up = await startUpdate();
	await mend();
	const second = await project.run("destroy", "--yes", "--skip-preview");
	expect(second.exitCode).not.toBe(0);
	expect(second.output).toContain("locked");
	up.process.kill("SIGINT");
	await up.outcome;
	await project.destroy();
}, 240_000);
