/**
 * What a user reads when a stack can't come up where it is to: `pulumi preview` of this program,
 * against an API server of the test's own where it needs a cluster.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { checkout } from "../schema/checkout.ts";
import { type ApiServer, startApiServer } from "../toolchain/plugins/test/apiserver.ts";
import { toolPath } from "../toolchain/plugins/test/project.ts";
import { run } from "../toolchain/run.ts";

const previewSeconds = 100;
const path = `${join(checkout, "toolchain/plugins/bin")}:${process.env.PATH}`;

let server: ApiServer;
let folder: string;

beforeAll(async () => {
	toolPath("pulumi-language-nodejs");
	folder = mkdtempSync(join(tmpdir(), "preview-test-"));
	mkdirSync(join(folder, "state"));
	mkdirSync(join(folder, "stacks"));
	for (const name of ["infra", "node_modules", "package.json", "Pulumi.yaml"]) {
		symlinkSync(join(checkout, name), join(folder, name));
	}
	server = await startApiServer();
	await addNode("small", { cpu: "2", memory: "2Gi", pods: "110" });
}, 180_000);
afterAll(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function addNode(name: string, allocatable: Record<string, string>): Promise<void> {
	const nodes = "/api/v1/nodes";
	const json = "application/json";
	await server.request("POST", nodes, { metadata: { name } }, json);
	await server.request("PATCH", `${nodes}/${name}`, { spec: { taints: [] } }, "application/merge-patch+json");
	await server.request(
		"PATCH",
		`${nodes}/${name}/status`,
		{ status: { allocatable, capacity: allocatable } },
		"application/merge-patch+json",
	);
}

/** A kubeconfig like the administrator's, but for what `change` does to it. */
function kubeconfig(change: (config: Kubeconfig) => void): string {
	const config = JSON.parse(readFileSync(server.kubeconfig, "utf8")) as Kubeconfig;
	change(config);
	const file = join(folder, "kubeconfig");
	writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
	return file;
}

interface Kubeconfig {
	clusters: [{ cluster: { server: string } }];
	users: [{ user: { token: string } }];
}

/**
 * A folder with a command that says the same whatever it is asked, but for the words after which it
 * says something else.
 */
function command(name: string, says: string, otherwise: Record<string, string> = {}): void {
	const bin = join(folder, "bin");
	mkdirSync(bin, { recursive: true });
	const cases = Object.entries({ ...otherwise, "*": says }).map(([word, text]) => `${word}) echo '${text}' ;;`);
	writeFileSync(join(bin, name), `#!/bin/sh\ncase "$1" in\n${cases.join("\n")}\nesac\n`, { mode: 0o755 });
}

/** Of somebody whom nothing is allowed. */
async function tokenOfNobody(): Promise<string> {
	const accounts = "/api/v1/namespaces/default/serviceaccounts";
	const json = "application/json";
	const metadata = { name: "nobody" };
	await server.request("POST", accounts, { metadata }, json);
	const { status } = await server.request("POST", `${accounts}/nobody/token`, { spec: {} }, json);
	return (status as { token: string }).token;
}

/** What `pulumi preview` says of a stack that must not come up. */
async function refusal(
	stack: string,
	texts: Record<string, string> = {},
	environment: Record<string, string> = {},
): Promise<string> {
	const config = {
		platform: "kubeconfig",
		registry: "registry.example.com",
		prometheusChart: join(checkout, "e2e", "charts", "kube-prometheus-stack"),
		...texts,
	};
	const keys = Object.entries(config).map(([key, text]) => [`holdfast:${key}`, text]);
	writeFileSync(join(folder, "stacks", `Pulumi.${stack}.yaml`), stringify({ config: Object.fromEntries(keys) }));
	const options = {
		cwd: folder,
		limitSeconds: previewSeconds,
		environment: {
			PATH: path,
			KUBECONFIG: server.kubeconfig,
			PULUMI_HOME: join(folder, "home"),
			PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
			PULUMI_CONFIG_PASSPHRASE: "",
			PULUMI_SKIP_UPDATE_CHECK: "true",
			...environment,
		},
	};
	const pulumi = (...command: string[]) => run(["pulumi", ...command, "--stack", stack, "--non-interactive"], options);
	await run(["pulumi", "stack", "select", "--create", stack], options);
	return pulumi("preview").then(
		() => Promise.reject(new Error(`${stack} was not refused.`)),
		(error: Error) => error.message,
	);
}

test("a node that is too small for the stack's Pods is told before anything is made", async () => {
	const said = await refusal("decentral-21");
	expect(said).toContain(
		'error: The cluster of the context "test" is too small: the stack\'s 22 Pods ask for 5.05 GiB of memory and 0.86 cores, and its 1 node can give 2.00 GiB of memory and 2.00 cores to 110 Pods: ',
	);
	expect(said).not.toContain("node_modules");
});

test("a context that the kubeconfig hasn't got is told with those that it has", async () => {
	expect(await refusal("decentral-5", { context: "cloud" })).toContain(
		'has no context "cloud": name another with "pulumi config set context …" (it has test).',
	);
});

test("somebody without rights is told which are missing", async () => {
	const token = await tokenOfNobody();
	const KUBECONFIG = kubeconfig(({ users: [{ user }] }) => {
		user.token = token;
	});
	expect(await refusal("decentral-5", {}, { KUBECONFIG })).toContain(
		'error: The context "test" lacks rights that a stack needs: create namespaces in the whole cluster; ',
	);
});

test("volumes without a default storage class are told", async () => {
	expect(await refusal("central-5", { storage: "volumes" })).toContain(
		'error: The cluster of the context "test" has no default storage class: ',
	);
});

test("a chart that isn't there is told", async () => {
	const said = await refusal("central-5", { couchdbChart: "/no/couchdb" });
	expect(said).toContain(
		'error: There is no chart at /no/couchdb: name another with "pulumi config set couchdbChart …".',
	);
});

test("a cluster that nobody answers for is told", async () => {
	const KUBECONFIG = kubeconfig(({ clusters: [{ cluster }] }) => {
		cluster.server = "https://127.0.0.1:1";
	});
	expect(await refusal("decentral-5", {}, { KUBECONFIG })).toContain(
		'error: The cluster of the context "test" doesn\'t answer as it should: ',
	);
});

test("a Docker that kind can't use is told, and what is wrong with it", async () => {
	const docker = { OperatingSystem: "Docker Desktop", OSType: "linux" };
	command("kind", "kind v0.30.0");
	command("docker", JSON.stringify(docker), {
		context: "unix:///var/run/docker.sock",
	});
	const said = await refusal(
		"central-5",
		{ platform: "kind" },
		{ PATH: `${join(folder, "bin")}:${path}`, DOCKER_HOST: "" },
	);
	expect(said).toContain(
		"error: The platform \"kind\" can't be had: the Docker daemon at unix:///var/run/docker.sock is Docker Desktop's, ",
	);
});

test("images that aren't built are told", async () => {
	const said = await refusal("central-5", { platform: "native" }, { XDG_CACHE_HOME: join(folder, "empty") });
	expect(said).toMatch(
		/error: The images of this checkout aren't built in \S+, or a source changed since, .*: run "npm run setup"\./,
	);
});

test("a results folder that can't be written is told before the experiment has been run", async () => {
	const said = await refusal("central-5", { platform: "native" }, { HOLDFAST_RESULTS: join(folder, "Pulumi.yaml") });
	expect(said).toMatch(
		/error: Results can't be written to .*Pulumi\.yaml \(it is no folder\): free some space there, or choose another folder with HOLDFAST_RESULTS\./,
	);
});
