/**
 * What the laboratory relies on in Pulumi's own Kubernetes plugin, against an API server of the
 * test's own.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "./test/apiserver.ts";
import { TestProject } from "./test/project.ts";

const settings = "/api/v1/namespaces/default/configmaps/settings";

let server: ApiServer;
let project: TestProject;

beforeAll(async () => {
	server = await startApiServer({ collectsGarbage: true });
});
afterAll(() => server?.stop());
beforeEach(async () => {
	project = await new TestProject().init();
});
afterEach(() => project.remove());

function program(kubeconfig: string, body: string): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(kubeconfig)} });
${body}`);
}
const configMap = (colour: string) =>
	`new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings" }, data: { colour: "${colour}" } }, { provider });`;

test("a preview works before there is a cluster", async () => {
	program(project.file("none-yet"), configMap("green"));
	expect(await project.succeed("preview")).toContain("+ 3 to create");
});

test("users whose kubeconfig logs them in by a command are logged in", async () => {
	const config = JSON.parse(readFileSync(server.kubeconfig, "utf8"));
	const [{ user }] = config.users;
	const credential = {
		apiVersion: "client.authentication.k8s.io/v1",
		kind: "ExecCredential",
		status: { token: user.token },
	};
	config.users[0].user = {
		exec: {
			apiVersion: credential.apiVersion,
			command: "echo",
			args: [JSON.stringify(credential)],
			interactiveMode: "Never",
		},
	};
	const file = project.file("kubeconfig");
	writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
	program(file, configMap("green"));
	await project.up();
	expect(await server.request("GET", settings)).toMatchObject({
		data: { colour: "green" },
	});
	await project.destroy();
});

test("what was edited by hand is seen by a refresh, and the next update mends it in place; another changes nothing", async () => {
	const web = "/api/v1/namespaces/default/services/web";
	program(
		server.kubeconfig,
		`new k8s.core.v1.Service("web", {
	metadata: { name: "web", annotations: { "pulumi.com/skipAwait": "true" } },
	spec: { selector: { colour: "green" }, ports: [{ port: 80 }] },
}, { provider });`,
	);
	await project.up();
	const { metadata: before } = await server.request("GET", web);
	await server.request(
		"PATCH",
		`${web}?fieldManager=hand`,
		{ spec: { selector: { colour: "red" } } },
		"application/merge-patch+json",
	);
	expect(await project.succeed("refresh", "--yes", "--skip-preview")).toContain("1 updated");
	expect(await project.up()).toContain("1 updated");
	const { metadata, spec } = await server.request("GET", web);
	expect(spec).toMatchObject({ selector: { colour: "green" } });
	expect((metadata as { uid: string }).uid).toBe((before as { uid: string }).uid);
	expect(await project.up("--expect-no-changes")).toContain("unchanged");
	await project.destroy();
});

test("an object that isn't ready in time stays in the state, and the error says which", async () => {
	const body = (annotation: string) => `
new k8s.apps.v1.StatefulSet("pod", {
	metadata: { name: "pod", annotations: { ${annotation} } },
	spec: {
		serviceName: "pods", selector: { matchLabels: { app: "a" } },
		template: { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "app", image: "none" }] } },
	},
}, { provider });`;
	program(server.kubeconfig, body('"pulumi.com/timeoutSeconds": "5"'));
	const { exitCode, output } = await project.run("up", "--yes", "--skip-preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain('::pod" was successfully created');
	expect(project.resource("pod").initErrors).not.toEqual([]);
	program(server.kubeconfig, body('"pulumi.com/skipAwait": "true"'));
	await project.up();
	expect(project.resource("pod").initErrors ?? []).toEqual([]);
	await project.destroy();
});

test("a StatefulSet whose selector changes is replaced, which the preview says", async () => {
	const body = (states: string) => `
const labels = { states: "${states}" };
new k8s.apps.v1.StatefulSet("pod", {
	metadata: { name: "pod", annotations: { "pulumi.com/skipAwait": "true" } },
	spec: {
		serviceName: "pods", selector: { matchLabels: labels },
		template: { metadata: { labels }, spec: { containers: [{ name: "app", image: "none" }] } },
	},
}, { provider, deleteBeforeReplace: true });`;
	const set = "/apis/apps/v1/namespaces/default/statefulsets/pod";
	program(server.kubeconfig, body("old"));
	await project.up();
	program(server.kubeconfig, body("new"));
	expect(await project.succeed("preview")).toContain("1 to replace");
	await project.up();
	expect(await server.request("GET", set)).toMatchObject({
		spec: { selector: { matchLabels: { states: "new" } } },
	});
	await project.destroy();
});

test("Secrets stay secret in the state", async () => {
	program(
		server.kubeconfig,
		'new k8s.core.v1.Secret("key", { metadata: { name: "key" }, stringData: { word: pulumi.secret("sesame") } }, { provider });',
	);
	await project.up();
	expect(await server.request("GET", "/api/v1/namespaces/default/secrets/key")).toMatchObject({
		data: { word: Buffer.from("sesame").toString("base64") },
	});
	const state = JSON.stringify(project.state());
	expect(state).toContain("::key");
	expect(state).not.toContain("sesame");
	expect(state).not.toContain(Buffer.from("sesame").toString("base64"));
	await project.destroy();
});

test("what a component registers has the types of its kinds, which the plugin is compiled without", async () => {
	const manifests = (colour: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { colour: ${colour} }
---
apiVersion: v1
kind: Secret
metadata: { name: key }
stringData: { word: sesame }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader }
rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
`;
	const group = (colour: string) =>
		`new k8s.yaml.v2.ConfigGroup("parts", { yaml: ${JSON.stringify(manifests(colour))} }, { provider });`;
	program(server.kubeconfig, group("green"));
	await project.up();
	expect(await project.up("--expect-no-changes")).toContain("unchanged");
	const types = project.state().map(({ type }) => type);
	expect(types).toEqual(
		expect.arrayContaining([
			"kubernetes:yaml/v2:ConfigGroup",
			"kubernetes:core/v1:ConfigMap",
			"kubernetes:core/v1:Secret",
			"kubernetes:rbac.authorization.k8s.io/v1:Role",
		]),
	);
	expect(JSON.stringify(project.state())).not.toContain("sesame");
	program(server.kubeconfig, group("red"));
	await project.up();
	expect(await server.request("GET", settings)).toMatchObject({
		data: { colour: "red" },
	});
	await project.destroy();
});
