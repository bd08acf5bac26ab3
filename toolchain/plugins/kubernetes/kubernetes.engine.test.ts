import { copyFileSync, writeFileSync } from "node:fs";
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
}, 180_000);
afterAll(() => server?.stop());
beforeEach(async () => {
	project = await new TestProject().init();
});
afterEach(async () => {
	await project.run("destroy", "--yes", "--skip-preview");
	project.remove();
});

/** Sets a program whose resources get `opts`, on the test's API server or another kubeconfig. */
function program(body: string, kubeconfig = server.kubeconfig): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(kubeconfig)} });
const opts = { provider };
${body}`);
}

const path = (plural: string, name: string) =>
	`${plural === "statefulsets" ? "/apis/apps/v1" : "/api/v1"}/namespaces/default/${plural}/${name}`;
const get = (plural: string, name: string) =>
	server.request("GET", path(plural, name));
const gone = async (plural: string, name: string) =>
	get(plural, name).then(
		() => false,
		(error) => error.status === 404,
	);
const setStatus = (plural: string, name: string, status: unknown) =>
	server.request(
		"PATCH",
		`${path(plural, name)}/status`,
		{ status },
		"application/merge-patch+json",
	);

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
	const deadline = performance.now() + 60_000;
	for (;;) {
		const found = await look().catch(() => undefined);
		if (found !== undefined && found !== false) return found;
		if (performance.now() > deadline) throw new Error("it never came");
		await pause(50);
	}
}

function statefulSet(more: {
	replicas: number;
	note?: string;
	serviceName?: string;
	opts?: string;
}) {
	return `
new k8s.apps.v1.StatefulSet("pods", {
	metadata: { name: "pod" },
	spec: {
		serviceName: "${more.serviceName ?? "replicas"}",
		replicas: ${more.replicas},
		selector: { matchLabels: { app: "replica" } },
		template: {
			metadata: { labels: { app: "replica" }, annotations: { note: "${more.note ?? "a"}" } },
			spec: { containers: [{ name: "app", image: "holdfast/app" }] },
		},
	},
}, ${more.opts ?? "opts"});`;
}

/** Says through the API what a controller would, once the set has this generation. */
async function pretendRolledOut(replicas: number, generation: number) {
	await eventually(
		async () =>
			field(await get("statefulsets", "pod"), "metadata", "generation") ===
				generation || undefined,
	);
	await setStatus("statefulsets", "pod", {
		observedGeneration: generation,
		replicas,
		readyReplicas: replicas,
		updatedReplicas: replicas,
		currentReplicas: replicas,
	});
}

test("a preview works before there is a cluster, and what the cluster will fill in is unknown", async () => {
	program(
		`
const service = new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } }, opts);
export const address = service.spec.clusterIP.apply((ip) => ip.split("."));
export const name = service.metadata.name;`,
		project.file("no/such/kubeconfig"),
	);
	const output = await project.succeed("preview");
	expect(output).toContain("3 to create");
	expect(output).toMatch(/address: \[unknown\]/);
	expect(output).toMatch(/name\s*: "web"/);
	const up = await project.run("up", "--yes", "--skip-preview");
	expect(up.exitCode).not.toBe(0);
	expect(up.output).toContain("There is no kubeconfig at");
});

test("objects are created with their outputs, left alone, updated in place and deleted", async () => {
	const body = (value: string) => `
const service = new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec: { ports: [{ port: 80 }] } }, opts);
new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings" }, data: { key: "${value}"${value === "one" ? ', extra: "x"' : ""} } }, opts);
new k8s.rbac.v1.ClusterRole("reader", { metadata: { name: "test-reader" }, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] }, opts);
export const address = service.spec.clusterIP;`;
	program(body("one"));
	expect(await project.up()).toMatch(/address: "10\.91\.\d+\.\d+"/);
	expect((await get("configmaps", "settings")).data).toEqual({
		key: "one",
		extra: "x",
	});
	expect(project.resource("settings").id).toBe("default/settings");
	expect(project.resource("reader").id).toBe("test-reader");

	expect(await project.up()).toContain("5 unchanged");

	const { uid } = (await get("configmaps", "settings")).metadata as {
		uid: string;
	};
	program(body("two"));
	expect(await project.up()).toContain("1 updated");
	const updated = await get("configmaps", "settings");
	expect(updated.data).toEqual({ key: "two" });
	expect(updated.metadata).toMatchObject({ uid });

	await server.request("DELETE", path("configmaps", "settings"));
	await project.succeed("refresh", "--yes", "--skip-preview");
	expect(() => project.resource("settings")).toThrow();
	await project.up();
	expect((await get("configmaps", "settings")).data).toEqual({ key: "two" });

	await project.destroy();
	expect(await gone("configmaps", "settings")).toBe(true);
	expect(await gone("services", "web")).toBe(true);
});

test("an object without a name gets one, keeps it through updates, and a new one when it is replaced", async () => {
	const body = (value: string, immutable: boolean) =>
		`new k8s.core.v1.ConfigMap("Settings", { immutable: ${immutable}, data: { key: "${value}" } }, opts);`;
	const nameNow = () => String(project.resource("Settings").id);
	program(body("one", false));
	await project.up();
	const first = nameNow();
	expect(first).toMatch(/^default\/settings-[0-9a-f]{8}$/);
	program(body("two", true));
	await project.up();
	expect(nameNow()).toBe(first);
	program(body("three", true));
	expect(await project.up()).toContain("1 replaced");
	expect(nameNow()).not.toBe(first);
	expect(await gone("configmaps", first.split("/")[1] as string)).toBe(true);
});

test("an object whose name was given is deleted before its replacement is made", async () => {
	const body = (value: string) =>
		`new k8s.core.v1.ConfigMap("fixed", { metadata: { name: "fixed" }, immutable: true, data: { key: "${value}" } }, opts);`;
	program(body("one"));
	await project.up();
	program(body("two"));
	expect(await project.up()).toContain("1 replaced");
	expect((await get("configmaps", "fixed")).data).toEqual({ key: "two" });
});

test("a Secret's data stay secret in the state, and stringData arrive", async () => {
	program(
		`new k8s.core.v1.Secret("hush", { metadata: { name: "hush" }, stringData: { password: "sesame" } }, opts);`,
	);
	await project.up();
	expect((await get("secrets", "hush")).data).toEqual({
		password: Buffer.from("sesame").toString("base64"),
	});
	const { inputs, outputs } = project.resource("hush");
	const state = JSON.stringify({ inputs, outputs });
	expect(state).not.toContain("sesame");
	expect(state).not.toContain(Buffer.from("sesame").toString("base64"));
});

test("a StatefulSet is waited for until it is rolled out, and replaced when its unchangeable fields change", async () => {
	program(statefulSet({ replicas: 2 }));
	const up = project.start("up", "--yes", "--skip-preview");
	await eventually(async () =>
		up.output().includes("waiting for its controller") ? true : undefined,
	);
	await pretendRolledOut(2, 1);
	const announced = performance.now();
	await eventually(async () =>
		/StatefulSet pods created/.test(up.output()) ? true : undefined,
	);
	const reaction = performance.now() - announced;
	expect((await up.outcome).exitCode).toBe(0);
	expect(reaction).toBeLessThan(3000);

	expect(await project.up()).toContain("3 unchanged");
	const uid = field(await get("statefulsets", "pod"), "metadata", "uid");

	program(statefulSet({ replicas: 3 }));
	const scale = project.start("up", "--yes", "--skip-preview");
	await pretendRolledOut(3, 2);
	expect((await scale.outcome).output).toContain("1 updated");
	expect(field(await get("statefulsets", "pod"), "metadata", "uid")).toBe(uid);

	program(statefulSet({ replicas: 3, serviceName: "others" }));
	const replace = project.start("up", "--yes", "--skip-preview");
	await eventually(
		async () =>
			field(await get("statefulsets", "pod"), "metadata", "uid") !== uid ||
			undefined,
	);
	await pretendRolledOut(3, 1);
	expect((await replace.outcome).output).toContain("1 replaced");
}, 240_000);

test("replaceOnChanges works on a path inside the Pod template", async () => {
	const replacing = `{ ...opts, replaceOnChanges: ["spec.template.metadata.annotations"] }`;
	program(statefulSet({ replicas: 0, opts: replacing }));
	const first = project.start("up", "--yes", "--skip-preview");
	await pretendRolledOut(0, 1);
	expect((await first.outcome).exitCode).toBe(0);
	const uid = field(await get("statefulsets", "pod"), "metadata", "uid");
	program(statefulSet({ replicas: 0, note: "b", opts: replacing }));
	const second = project.start("up", "--yes", "--skip-preview");
	await eventually(
		async () =>
			field(await get("statefulsets", "pod"), "metadata", "uid") !== uid ||
			undefined,
	);
	await pretendRolledOut(0, 1);
	expect((await second.outcome).output).toContain("1 replaced");
}, 240_000);

test("when a StatefulSet is not ready in time, the error names the Pod and its reason; the next update waits again, and destroy finds it", async () => {
	const slow = statefulSet({
		replicas: 1,
		opts: `{ ...opts, customTimeouts: { create: "6s" } }`,
	});
	program(slow);
	await server.request(
		"POST",
		"/api/v1/namespaces/default/pods",
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "pod-0", labels: { app: "replica" } },
			spec: { containers: [{ name: "app", image: "holdfast/app" }] },
		},
		"application/json",
	);
	await setStatus("pods", "pod-0", {
		phase: "Pending",
		containerStatuses: [
			{
				name: "app",
				image: "holdfast/app",
				imageID: "",
				ready: false,
				restartCount: 0,
				state: {
					waiting: {
						reason: "ImagePullBackOff",
						message: 'Back-off pulling image "holdfast/app"',
					},
				},
			},
		],
	});
	const { exitCode, output } = await project.run(
		"up",
		"--yes",
		"--skip-preview",
	);
	expect(exitCode).not.toBe(0);
	expect(output).toContain("StatefulSet pod is not ready");
	expect(output).toContain(
		'Pod pod-0: ImagePullBackOff: container app: Back-off pulling image "holdfast/app"',
	);
	expect(project.resource("pods").initErrors).toHaveLength(1);

	const again = project.start("up", "--yes", "--skip-preview");
	await pretendRolledOut(1, 1);
	expect((await again.outcome).exitCode).toBe(0);
	expect(project.resource("pods").initErrors ?? []).toEqual([]);

	const destroy = project.start("destroy", "--yes", "--skip-preview");
	await eventually(async () =>
		destroy.output().includes("1 of its Pods are still there (pod-0)")
			? true
			: undefined,
	);
	await server.request(
		"DELETE",
		`${path("pods", "pod-0")}?gracePeriodSeconds=0`,
	);
	expect((await destroy.outcome).exitCode).toBe(0);
}, 240_000);

test("Ctrl-C while waiting keeps the object in the state", async () => {
	program(statefulSet({ replicas: 1 }));
	const up = project.start("up", "--yes", "--skip-preview");
	await eventually(async () =>
		up.output().includes("waiting for its controller") ? true : undefined,
	);
	up.process.kill("SIGINT");
	const { exitCode, output } = await up.outcome;
	expect(exitCode).not.toBe(0);
	expect(output).toContain("Waiting for StatefulSet default/pod was stopped");
	expect(project.resource("pods").id).toBe("default/pod");
}, 240_000);

test("skipAwait waits for nothing", async () => {
	program(
		`new k8s.core.v1.Service("web", { metadata: { name: "web", annotations: { "pulumi.com/skipAwait": "true" } }, spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] } }, opts);`,
	);
	await project.up();
	expect(project.resource("web").id).toBe("default/web");
});

test("a Service becomes ready with its first endpoint", async () => {
	program(
		`new k8s.core.v1.Service("web", { metadata: { name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } }, opts);`,
	);
	const up = project.start("up", "--yes", "--skip-preview");
	await eventually(async () =>
		up.output().includes("no Pod that its selector matches") ? true : undefined,
	);
	const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
	await server.request(
		"POST",
		slices,
		{
			apiVersion: "discovery.k8s.io/v1",
			kind: "EndpointSlice",
			metadata: {
				name: "web-1",
				labels: { "kubernetes.io/service-name": "web" },
			},
			addressType: "IPv4",
			endpoints: [{ addresses: ["10.9.0.1"], conditions: { ready: true } }],
			ports: [],
		},
		"application/json",
	);
	expect((await up.outcome).exitCode).toBe(0);
	await server.request("DELETE", `${slices}/web-1`);
}, 240_000);

test("custom resources work as soon as their definition is there", async () => {
	program(`
const crd = new k8s.apiextensions.v1.CustomResourceDefinition("crd", {
	metadata: { name: "buoys.test.example" },
	spec: {
		group: "test.example", scope: "Namespaced", names: { kind: "Buoy", plural: "buoys" },
		versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } } }],
	},
}, opts);
new k8s.apiextensions.CustomResource("buoy", { apiVersion: "test.example/v1", kind: "Buoy", metadata: { name: "red" }, spec: { colour: "red" } }, { ...opts, dependsOn: crd });`);
	await project.up();
	expect(project.resource("buoy").id).toBe("default/red");
	await project.destroy();
	expect(project.state()).toEqual([]);
});

test("what this stand-in can't do is refused in the preview, and says so", async () => {
	program(
		`new k8s.core.v1.ConfigMapPatch("patch", { metadata: { name: "patch" } }, opts);`,
	);
	const { exitCode, output } = await project.run("preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain(
		"this stand-in for the Pulumi Kubernetes provider does not support",
	);
});

test("deleting objects of a cluster that can't be reached fails with one sentence, and works when it can", async () => {
	const kubeconfig = project.file("kubeconfig");
	copyFileSync(server.kubeconfig, kubeconfig);
	program(
		`new k8s.core.v1.ConfigMap("settings", { metadata: { name: "lost" } }, opts);`,
		kubeconfig,
	);
	await project.up();
	writeFileSync(
		kubeconfig,
		JSON.stringify({
			"current-context": "t",
			contexts: [{ name: "t", context: { cluster: "t", user: "t" } }],
			clusters: [{ name: "t", cluster: { server: "https://127.0.0.1:1" } }],
			users: [{ name: "t", user: {} }],
		}),
	);
	const { exitCode, output } = await project.run(
		"destroy",
		"--yes",
		"--skip-preview",
	);
	expect(exitCode).not.toBe(0);
	expect(output).toContain(
		"The Kubernetes API at https://127.0.0.1:1 can't be reached (connect ECONNREFUSED 127.0.0.1:1); is the cluster up?",
	);
	expect(project.resource("settings").id).toBe("default/lost");
	copyFileSync(server.kubeconfig, kubeconfig);
	await project.destroy();
	expect(await gone("configmaps", "lost")).toBe(true);
});
