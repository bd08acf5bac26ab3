import { setTimeout as pause } from "node:timers/promises";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	expect,
	test,
} from "vitest";
import { field } from "../provider/values.ts";
import { type ApiServer, startApiServer } from "../test/apiserver.ts";
import { TestProject } from "../test/project.ts";

let server: ApiServer;
let project: TestProject;

beforeAll(async () => {
	server = await startApiServer();
});
afterAll(() => server?.stop());
beforeEach(async () => {
	project = await new TestProject().init();
});
afterEach(async () => {
	await project.run("destroy", "--yes", "--skip-preview");
	project.remove();
});

function program(body: string): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(server.kubeconfig)} });
const opts = { provider };
const unwaited = { "pulumi.com/skipAwait": "true" };
${body}`);
}

const path = (plural: string, name: string) =>
	`${plural === "statefulsets" ? "/apis/apps/v1" : plural === "jobs" ? "/apis/batch/v1" : "/api/v1"}/namespaces/default/${plural}/${name}`;
const get = (plural: string, name: string) =>
	server.request("GET", path(plural, name));
/** As `kubectl edit` does, under another manager's name. */
const edit = (plural: string, name: string, patch: unknown) =>
	server.request(
		"PATCH",
		`${path(plural, name)}?fieldManager=kubectl-edit`,
		patch,
		"application/strategic-merge-patch+json",
	);
const gone = async (plural: string, name: string) =>
	get(plural, name).then(
		() => false,
		(error) => error.status === 404,
	);
const pods = `
new k8s.apps.v1.StatefulSet("pods", {
	metadata: { name: "pod", annotations: unwaited },
	spec: {
		serviceName: "replicas", replicas: 3,
		selector: { matchLabels: { app: "replica" } },
		template: {
			metadata: { labels: { app: "replica" } },
			spec: {
				volumes: [{ name: "scratch", emptyDir: {} }],
				containers: [{
					name: "app", image: "holdfast/app:1",
					env: [{ name: "MODE", value: "central" }, { name: "SEED", value: "0" }],
					ports: [{ name: "http", containerPort: 32000 }],
					volumeMounts: [{ name: "scratch", mountPath: "/scratch" }],
					resources: { requests: { memory: "1024Mi", cpu: "1000m" } },
				}],
			},
		},
	},
}, opts);`;
const rest = `
new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec: { clusterIP: "None", ports: [{ port: 80 }], selector: { app: "replica" } } }, opts);
new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings" }, data: { key: "one", other: "two" } }, opts);
new k8s.core.v1.Secret("hush", { metadata: { name: "hush" }, stringData: { password: "sesame" } }, opts);`;

const refresh = (...more: string[]) =>
	project.run("refresh", "--yes", "--skip-preview", ...more);

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
	const deadline = performance.now() + 60_000;
	for (;;) {
		const found = await look().catch(() => undefined);
		if (found !== undefined && found !== false) return found;
		if (performance.now() > deadline) throw new Error("it never came");
		await pause(50);
	}
}

test("a refresh sees what was edited, deleted or changed by hand, and the next update mends it", async () => {
	program(pods + rest);
	await project.up();
	const still = await refresh("--expect-no-changes");
	expect(still.exitCode, still.output).toBe(0);
	expect(await project.up()).toContain("6 unchanged");

	await edit("statefulsets", "pod", {
		spec: {
			replicas: 5,
			template: {
				spec: {
					containers: [
						{
							name: "app",
							image: "holdfast/app:2",
							env: [{ name: "SEED", $patch: "delete" }],
						},
					],
				},
			},
		},
	});
	await edit("configmaps", "settings", { data: { key: "changed" } });
	await edit("secrets", "hush", {
		data: { password: Buffer.from("opened").toString("base64") },
	});
	await server.request("DELETE", path("services", "web"));

	const preview = await project.run(
		...["refresh", "--preview-only", "--diff", "--expect-no-changes"],
	);
	expect(preview.exitCode).not.toBe(0);
	for (const seen of ["holdfast/app:2", "SEED", "changed"])
		expect(preview.output).toContain(seen);
	expect(preview.output).toMatch(/~ 3 to update/);
	expect(preview.output).toMatch(/- 1 to delete/);
	expect(preview.output).not.toContain("opened");

	const seen = await refresh();
	expect(seen.exitCode, seen.output).toBe(0);
	expect(JSON.stringify(project.resource("hush").inputs)).not.toContain(
		"opened",
	);
	expect(project.resource("pods").inputs).toMatchObject({
		spec: { replicas: 5 },
	});
	const uid = field(await get("statefulsets", "pod"), "metadata", "uid");
	const mended = await project.up();
	expect(mended).toContain("+ 1 created");
	expect(mended).toContain("~ 3 updated");
	expect(await get("statefulsets", "pod")).toMatchObject({
		metadata: { uid },
		spec: {
			replicas: 3,
			template: {
				spec: {
					containers: [
						{
							image: "holdfast/app:1",
							env: [{ name: "MODE" }, { name: "SEED" }],
						},
					],
				},
			},
		},
	});
	expect((await get("configmaps", "settings")).data).toMatchObject({
		key: "one",
	});
	expect(await gone("services", "web")).toBe(false);
	const after = await refresh("--expect-no-changes");
	expect(after.exitCode, after.output).toBe(0);
}, 240_000);

test("what others add beside the program's fields is no drift, and stays", async () => {
	program(rest);
	await project.up();
	await edit("configmaps", "settings", {
		metadata: { labels: { theirs: "yes" } },
		data: { more: "three" },
	});
	const { exitCode, output } = await refresh("--expect-no-changes");
	expect(exitCode, output).toBe(0);
	await project.up();
	expect((await get("configmaps", "settings")).data).toMatchObject({
		more: "three",
	});
}, 240_000);

test("an object of the same name that somebody made anew, with what can't be changed, is replaced by the next update", async () => {
	program(rest);
	await project.up();
	await server.request("DELETE", path("services", "web"));
	await server.request(
		"POST",
		"/api/v1/namespaces/default/services",
		{
			apiVersion: "v1",
			kind: "Service",
			metadata: { name: "web" },
			spec: { ports: [{ port: 80 }], selector: { app: "replica" } },
		},
		"application/json",
	);
	expect((await refresh()).exitCode).toBe(0);
	expect(await project.up()).toContain("1 replaced");
	expect((await get("services", "web")).spec).toMatchObject({
		clusterIP: "None",
	});
}, 240_000);

test("another word for the same value, and a default that is left out, change nothing", async () => {
	program(pods);
	await project.up();
	program(
		pods
			.replace('memory: "1024Mi", cpu: "1000m"', 'memory: "1Gi", cpu: "1"')
			.replace("containerPort: 32000", 'containerPort: 32000, protocol: "TCP"'),
	);
	expect(await project.up()).toContain("3 unchanged");
	program(pods);
	expect(await project.up()).toContain("3 unchanged");
}, 240_000);

test("the API server decides what needs a new object, in the preview already", async () => {
	const job = (labels: string, wait = "") => `
new k8s.batch.v1.Job("job", {
	metadata: { name: "job", annotations: { ...unwaited, ${wait} } },
	spec: { template: { metadata: { labels: { ${labels} } }, spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a", resources: { limits: { cpu: "1000m" } } }] } } },
}, opts);
new k8s.discovery.v1.EndpointSlice("slice", { metadata: { name: "slice" }, addressType: ${wait ? '"IPv6"' : '"IPv4"'}, endpoints: [] }, opts);`;
	program(job(""));
	await project.up();
	// A field of a kind that no table here knows, and another word for a value that can't be changed.
	program(job("", 'note: "b"').replace("1000m", "1"));
	const preview = await project.succeed("preview", "--diff");
	expect(preview).toMatch(/1 to replace/);
	expect(preview).toMatch(/1 to update/);
	const uid = field(await get("jobs", "job"), "metadata", "uid");
	const up = await project.up();
	expect(up).toContain("1 updated");
	expect(up).toContain("1 replaced");
	expect(field(await get("jobs", "job"), "metadata", "uid")).toBe(uid);
	program(job('app: "b"', 'note: "b"'));
	expect(await project.up()).toContain("1 replaced");
	expect(field(await get("jobs", "job"), "metadata", "uid")).not.toBe(uid);
}, 240_000);

test("a refresh finds that a workload isn't ready, and keeps it in the state as unfinished", async () => {
	program(pods);
	await project.up();
	await edit("statefulsets", "pod", {
		metadata: { annotations: { "pulumi.com/skipAwait": null } },
	});
	expect((await refresh()).exitCode).toBe(0);
	const { initErrors } = project.resource("pods");
	expect(initErrors?.[0]).toContain("StatefulSet pod is not ready");
}, 240_000);

test("after the engine was killed, an update takes over what is in the cluster and not in the state", async () => {
	program(rest + pods.replace(", annotations: unwaited", ""));
	const up = project.start("up", "--yes", "--skip-preview");
	await eventually(async () =>
		up.output().includes("waiting for its controller") ? true : undefined,
	);
	up.process.kill("SIGKILL");
	await up.outcome;
	expect(() => project.resource("pods")).toThrow("the state holds no resource");
	const uid = field(await get("statefulsets", "pod"), "metadata", "uid");

	await project.succeed("cancel", "--yes");
	program(rest + pods);
	await project.up();
	expect(field(await get("statefulsets", "pod"), "metadata", "uid")).toBe(uid);
	expect(await project.up()).toContain("6 unchanged");
}, 240_000);
