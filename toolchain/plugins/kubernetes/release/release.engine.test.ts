import { execFile } from "node:child_process";
import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	expect,
	test,
} from "vitest";
import { field } from "../../provider/values.ts";
import { type ApiServer, startApiServer } from "../../test/apiserver.ts";
import { isRunning } from "../../test/processes.ts";
import { TestProject, toolPath } from "../../test/project.ts";

const buoy = join(import.meta.dirname, "fixtures/charts/buoy");
const limitMilliseconds = 240_000;
const hookLimitMilliseconds = 60_000;

let server: ApiServer;
let project: TestProject;

beforeAll(async () => {
	toolPath("helm");
	server = await startApiServer();
}, 180_000);
afterAll(() => server?.stop());
beforeEach(async () => {
	project = await new TestProject().init();
}, hookLimitMilliseconds);
afterEach(async () => {
	await project.run("destroy", "--yes", "--skip-preview");
	project.remove();
}, hookLimitMilliseconds);

/** Sets a program whose resources get `opts`, on the test's API server or another kubeconfig. */
function program(body: string, kubeconfig = server.kubeconfig): void {
	project.program(`
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(kubeconfig)} });
const opts = { provider };
${body}`);
}

function release(
	inputs: Record<string, unknown> = {},
	name = "buoy",
	opts = "opts",
): string {
	const all = { chart: buoy, name, timeout: 60, ...inputs };
	return `const ${name} = new k8s.helm.v3.Release("${name}", ${JSON.stringify(all)}, ${opts});`;
}

const configMaps = "/api/v1/namespaces/default/configmaps";
const get = (path: string) => server.request("GET", path);
const isThere = (path: string) =>
	get(path).then(
		() => true,
		(error) => {
			if (error.status === 404) return false;
			throw error;
		},
	);
const settings = async (name = "buoy") =>
	(await get(`${configMaps}/${name}-settings`)).data;

/** What somebody does by hand. */
async function helm(...args: string[]): Promise<string> {
	const { stdout } = await promisify(execFile)("helm", [
		...args,
		"--kubeconfig",
		server.kubeconfig,
	]);
	return stdout;
}

async function statusOf(name: string): Promise<unknown> {
	return field(
		JSON.parse(await helm("status", name, "--output", "json")),
		"info",
		"status",
	);
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
	const deadline = performance.now() + 60_000;
	for (;;) {
		const found = await look().catch(() => undefined);
		if (found !== undefined && found !== false) return found;
		if (performance.now() > deadline) throw new Error("it never came");
		await pause(50);
	}
}

/** Ids and command lines of the running helm processes that work on a release. */
function helmProcesses(name: string): { pid: number; command: string }[] {
	return readdirSync("/proc")
		.filter((pid) => /^\d+$/.test(pid))
		.flatMap((pid) => {
			try {
				const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
				return command.startsWith("helm\0") && command.includes(`\0${name}\0`)
					? [{ pid: Number(pid), command }]
					: [];
			} catch {
				return [];
			}
		})
		.filter(({ pid }) => isRunning(pid));
}

const upgrading = (name: string) =>
	eventually(async () =>
		helmProcesses(name).find(({ command }) => command.includes("\0upgrade\0")),
	);

test(
	"a release is installed with its hooks and definitions, left alone, upgraded in place and uninstalled",
	async () => {
		program(`${release({ values: { colour: "green" } })}
export const status = buoy.status;
export const names = buoy.resourceNames;`);
		await project.up();
		const { id, outputs } = project.resource("buoy");
		expect(id).toBe("default/buoy");
		expect(outputs).toMatchObject({
			version: "0.1.0",
			status: {
				name: "buoy",
				namespace: "default",
				chart: "buoy",
				version: "0.1.0",
				appVersion: "1.0",
				revision: 1,
				status: "deployed",
			},
			resourceNames: {
				"ConfigMap/v1": ["buoy-settings"],
				"Mooring.buoy.example/buoy.example/v1": ["buoy"],
				"Secret/v1": ["buoy-password"],
			},
		});
		expect(await settings()).toEqual({ colour: "green", depth: "10" });
		expect(await isThere(`${configMaps}/buoy-pre-install`)).toBe(true);
		expect(await isThere(`${configMaps}/buoy-post-install`)).toBe(true);
		expect(await isThere(`${configMaps}/buoy-post-upgrade`)).toBe(false);

		expect(await project.up()).toContain("3 unchanged");
		await project.succeed("refresh", "--yes", "--skip-preview");
		expect(await project.up()).toContain("3 unchanged");

		const { uid } = (await get(`${configMaps}/buoy-settings`)).metadata as {
			uid: string;
		};
		program(release({ values: { depth: 20 } }));
		expect(await project.up()).toContain("1 updated");
		const { data, metadata } = await get(`${configMaps}/buoy-settings`);
		expect(data).toEqual({ colour: "red", depth: "20" });
		expect(metadata).toMatchObject({ uid });
		expect(project.resource("buoy").outputs).toMatchObject({
			status: { revision: 2, status: "deployed" },
		});
		expect(await isThere(`${configMaps}/buoy-post-upgrade`)).toBe(true);

		await project.destroy();
		expect(project.state()).toEqual([]);
		expect(await isThere(`${configMaps}/buoy-settings`)).toBe(false);
		expect(await helm("list", "--all", "--short")).toBe("");
		// As helm does: hooks' objects without a policy stay, and so do definitions.
		expect(await isThere(`${configMaps}/buoy-pre-delete`)).toBe(true);
		expect(
			await isThere(
				"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/moorings.buoy.example",
			),
		).toBe(true);
	},
	limitMilliseconds,
);

test(
	"a local chart that was edited is upgraded, and values come from files under those of the program",
	async () => {
		cpSync(buoy, project.file("chart"), { recursive: true });
		writeFileSync(project.file("values.yaml"), "colour: blue\ndepth: 3\n");
		program(`new k8s.helm.v3.Release("buoy", {
	chart: ${JSON.stringify(project.file("chart"))}, name: "buoy", values: { depth: 4, password: null },
	valueYamlFiles: [new pulumi.asset.FileAsset(${JSON.stringify(project.file("values.yaml"))})],
}, opts);`);
		await project.up();
		expect(await settings()).toEqual({ colour: "blue", depth: "4" });
		await project.succeed("refresh", "--yes", "--skip-preview");
		expect(await project.up()).toContain("3 unchanged");
		const template = project.file("chart/templates/settings.yaml");
		writeFileSync(
			template,
			readFileSync(template, "utf8").replace(
				"\ndata:",
				"\ndata:\n  light: on-top",
			),
		);
		expect(await project.up()).toContain("1 updated");
		expect(await settings()).toMatchObject({ light: "on-top" });
	},
	limitMilliseconds,
);

test(
	"what can't work fails in the preview with one sentence, before there is a cluster",
	async () => {
		const nowhere = project.file("no/such/kubeconfig");
		const refused = async (body: string) => {
			program(body, nowhere);
			const { exitCode, output } = await project.run("preview");
			expect(exitCode).not.toBe(0);
			return output;
		};
		expect(await refused(release({ chart: "/nowhere/buoy" }))).toContain(
			"There is no chart at /nowhere/buoy.",
		);
		expect(await refused(release({ chart: tmpdir() }))).toContain(
			"is no chart, it has no Chart.yaml.",
		);
		expect(await refused(release({ chart: "buoy" }))).toContain(
			"it is neither a folder or archive here, nor does the Release name a repository",
		);
		expect(
			await refused(
				release({
					chart: "buoy",
					repositoryOpts: { repo: "http://127.0.0.1:1" },
				}),
			),
		).toContain(
			"The chart repository http://127.0.0.1:1 can't be reached (connection refused)",
		);
		expect(await refused(release({ values: { depth: "deep" } }))).toContain(
			"The values don't fit the chart: buoy: at '/depth': got string, want integer.",
		);
		expect(await refused(release({ lint: true }))).toContain(
			"lint of a Release is not supported by this stand-in",
		);

		const unknown = `
const early = new k8s.core.v1.ConfigMap("early", { metadata: { name: "early" } }, opts);
new k8s.helm.v3.Release("late", { chart: CHART, name: "late", values: { colour: early.metadata.uid } }, opts);`;
		expect(await refused(unknown.replace("CHART", '"/nowhere"'))).toContain(
			"There is no chart at /nowhere.",
		);
		program(unknown.replace("CHART", JSON.stringify(buoy)), nowhere);
		expect(await project.succeed("preview")).toContain("4 to create");
	},
	limitMilliseconds,
);

test(
	"secret values reach the chart, and neither the state, nor a command line, nor a message",
	async () => {
		const secretly = (values: string, timeout = 60) => `
const sesame = pulumi.secret("open-sesame");
new k8s.helm.v3.Release("buoy", { chart: ${JSON.stringify(buoy)}, name: "buoy", timeout: ${timeout}, values: ${values} }, opts);`;
		const kubeconfig = readFileSync(server.kubeconfig, "utf8");
		program(
			secretly("sesame.apply((password) => ({ password, lamp: true }))", 4),
			kubeconfig,
		);
		const up = project.start("up", "--yes", "--skip-preview");
		const { command } = await upgrading("buoy");
		expect(command).toContain("--kubeconfig");
		expect(command).not.toContain("sesame");
		const { exitCode, output } = await up.outcome;
		expect(exitCode).not.toBe(0);
		expect(output).toContain("not ready in time.");
		expect(output).not.toContain("sesame");
		program(secretly("{ password: sesame }"), kubeconfig);
		expect(await project.up()).not.toContain("sesame");
		const secret = await get(
			"/api/v1/namespaces/default/secrets/buoy-password",
		);
		expect(secret.data).toEqual({
			password: Buffer.from("open-sesame").toString("base64"),
		});
		const { inputs, outputs } = project.resource("buoy");
		expect(JSON.stringify({ inputs, outputs })).not.toContain("sesame");
		// The kubeconfig, which the provider had as text, too.
		const left = readdirSync(tmpdir())
			.filter((name) => name.startsWith("holdfast-helm-"))
			.flatMap((name) => readdirSync(join(tmpdir(), name)))
			.filter((name) => name.startsWith("cluster-"));
		expect(left).toEqual([]);

		program(secretly(`{ hooks: sesame }`));
		const wrong = await project.run("preview");
		expect(wrong.output).toContain("The values don't fit the chart");
		expect(wrong.output).not.toContain("sesame");
	},
	limitMilliseconds,
);

test(
	"a release that was uninstalled or changed by hand shows in a refresh, and the next update mends it",
	async () => {
		program(release({ values: { colour: "green" } }));
		await project.up();
		await helm("upgrade", "buoy", buoy, "--set", "colour=black");
		const refresh = await project.succeed(
			"refresh",
			"--yes",
			"--skip-preview",
			"--diff",
		);
		expect(refresh).toContain("black");
		expect(await project.up()).toContain("1 updated");
		expect(await settings()).toMatchObject({ colour: "green" });

		await helm("uninstall", "buoy");
		await project.succeed("refresh", "--yes", "--skip-preview");
		expect(() => project.resource("buoy")).toThrow();
		await project.up();
		expect(await settings()).toMatchObject({ colour: "green" });

		await helm("uninstall", "buoy");
		await project.destroy();
		expect(project.state()).toEqual([]);
	},
	limitMilliseconds,
);

test(
	"an install that doesn't become ready names what isn't, stays in the state, and the next update repairs it",
	async () => {
		program(release({ values: { lamp: true }, timeout: 4 }));
		const { exitCode, output } = await project.run(
			"up",
			"--yes",
			"--skip-preview",
		);
		expect(exitCode).not.toBe(0);
		expect(output).toContain(
			"The release default/buoy is not as it should be. ",
		);
		expect(output).toContain("not ready in time.");
		expect(output).toMatch(/Deployment buoy-lamp: /);
		expect(project.resource("buoy")).toMatchObject({
			id: "default/buoy",
			outputs: { status: { status: "failed", revision: 1 } },
		});
		program(release());
		expect(await project.up()).toContain("1 updated");
		expect(await statusOf("buoy")).toBe("deployed");
		expect(
			await isThere("/apis/apps/v1/namespaces/default/deployments/buoy-lamp"),
		).toBe(false);
		expect(await project.up()).toContain("3 unchanged");
	},
	limitMilliseconds,
);

test(
	"an upgrade that fails is tried again, and an atomic one leaves what was there",
	async () => {
		program(release());
		await project.up();
		const atomic = { values: { lamp: true }, timeout: 4, atomic: true };
		program(release(atomic));
		const first = await project.run("up", "--yes", "--skip-preview");
		expect(first.exitCode).not.toBe(0);
		expect(await statusOf("buoy")).toBe("deployed");
		expect(project.resource("buoy").initErrors ?? []).toEqual([]);
		program(release({ values: { lamp: true }, timeout: 4 }));
		const second = await project.run("up", "--yes", "--skip-preview");
		expect(second.exitCode).not.toBe(0);
		expect(project.resource("buoy").initErrors).toHaveLength(1);
		program(release());
		expect(await project.up()).toContain("1 updated");
		expect(await statusOf("buoy")).toBe("deployed");
	},
	limitMilliseconds,
);

test(
	"Ctrl-C ends helm, the release stays in the state, and the next update goes on",
	async () => {
		program(release({ values: { lamp: true } }));
		const up = project.start("up", "--yes", "--skip-preview");
		await eventually(async () =>
			up.output().includes("waiting for Deployment buoy-lamp")
				? true
				: undefined,
		);
		up.process.kill("SIGINT");
		const { exitCode, output } = await up.outcome;
		expect(exitCode).not.toBe(0);
		expect(output).toContain("Helm was stopped: ");
		expect(helmProcesses("buoy")).toEqual([]);
		expect(project.resource("buoy").id).toBe("default/buoy");
		program(release());
		await project.up();
		expect(await statusOf("buoy")).toBe("deployed");
	},
	limitMilliseconds,
);

test(
	"a helm that was killed in the middle is no obstacle for the next update",
	async () => {
		const dark = release();
		const lit = release({ values: { lamp: true } });
		for (const pending of ["pending-install", "pending-upgrade"]) {
			program(lit);
			const up = project.start("up", "--yes", "--skip-preview");
			const { pid } = await upgrading("buoy");
			await eventually(async () =>
				(await statusOf("buoy")) === pending ? true : undefined,
			);
			process.kill(pid, "SIGKILL");
			expect((await up.outcome).exitCode).not.toBe(0);
			expect(await statusOf("buoy")).toBe(pending);
			program(dark);
			await project.up();
			expect(await statusOf("buoy")).toBe("deployed");
		}
	},
	limitMilliseconds,
);

test(
	"an update that was killed, and of which the state knows nothing, is taken up by the next; somebody else's release is not",
	async () => {
		program(release({ values: { lamp: true } }));
		const up = project.start("up", "--yes", "--skip-preview");
		await upgrading("buoy");
		await eventually(async () =>
			(await statusOf("buoy")) === "pending-install" ? true : undefined,
		);
		up.process.kill("SIGKILL");
		await up.outcome;
		await eventually(async () =>
			helmProcesses("buoy").length === 0 ? true : undefined,
		);
		expect(() => project.resource("buoy")).toThrow();
		await project.run("cancel", "--yes");
		program(release());
		await project.up();
		expect(await statusOf("buoy")).toBe("deployed");

		await helm("install", "theirs", buoy);
		program(`${release()}${release({}, "theirs")}`);
		const { exitCode, output } = await project.run(
			"up",
			"--yes",
			"--skip-preview",
		);
		expect(exitCode).not.toBe(0);
		expect(output).toContain(
			"There is a release theirs in the namespace default already, and this stack didn't make it",
		);
		expect(await statusOf("theirs")).toBe("deployed");
		await helm("uninstall", "theirs");
	},
	limitMilliseconds,
);

test(
	"a release without a name gets one and keeps it; another namespace makes another release",
	async () => {
		const body = (more: Record<string, unknown>) =>
			`new k8s.helm.v3.Release("The_Buoy", ${JSON.stringify({ chart: buoy, skipAwait: true, ...more })}, opts);`;
		program(body({}));
		await project.up();
		const first = String(project.resource("The_Buoy").id);
		expect(first).toMatch(/^default\/the-buoy-[0-9a-f]{8}$/);
		program(body({ values: { depth: 1 } }));
		await project.up();
		expect(project.resource("The_Buoy").id).toBe(first);
		program(body({ namespace: "far-away" }));
		const missing = await project.run("up", "--yes", "--skip-preview");
		expect(missing.output).toContain(
			"There is no namespace far-away: make it first, or set createNamespace.",
		);
		program(body({ namespace: "far-away", createNamespace: true }));
		expect(await project.up()).toContain("1 replaced");
		expect(project.resource("The_Buoy").id).toMatch(/^far-away\//);
		expect(await helm("list", "--short")).toBe("");
	},
	limitMilliseconds,
);

test(
	"a cluster that can't be reached is told in one sentence",
	async () => {
		const kubeconfig = project.file("kubeconfig");
		writeFileSync(
			kubeconfig,
			readFileSync(server.kubeconfig, "utf8").replace(
				/127\.0\.0\.1:\d+/,
				"127.0.0.1:1",
			),
		);
		program(release(), kubeconfig);
		const { exitCode, output } = await project.run(
			"up",
			"--yes",
			"--skip-preview",
		);
		expect(exitCode).not.toBe(0);
		expect(output).toContain("The Kubernetes cluster can't be reached (");
		expect(existsSync(kubeconfig)).toBe(true);
	},
	limitMilliseconds,
);
