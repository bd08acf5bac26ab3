import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { state } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { checkout } from "../schema/checkout.ts";
import { imageReference } from "../toolchain/images.ts";
import { TestProject } from "../toolchain/plugins/test/project.ts";
import { expectFreeMachine, Workspace } from "./workspace.ts";

const stack = "central-5";
const buoy = join(checkout, "e2e/charts/buoy");
const workspace = new Workspace();
let project: TestProject;

const pulumi = async (...parameters: string[]) => {
	const { code, output } = await workspace.run(...["pulumi", ...parameters, "--stack", stack, "--non-interactive"]);
	expect(code, output).toBe(0);
};
/** What a tool prints that is told where the cluster is. */
const onCluster = async (...command: string[]) => {
	const { code, output } = await workspace.run(...[...command, "--kubeconfig", state.kubeconfig]);
	expect(code, output).toBe(0);
	return output;
};

/** A release in a namespace of its own, whose hooks are Jobs and whose Deployment has a Pod. */
function program(values: Record<string, unknown>, timeoutSeconds = 60): void {
	const all = { hooks: "Job", lamp: true, image: imageReference("app") };
	project.program(`
import { warnOfStartTroubles } from ${JSON.stringify(join(checkout, "infra/kubernetes/startTroubles.ts"))};
const opts = { provider: new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(state.kubeconfig)} }) };
const namespace = new k8s.core.v1.Namespace("sea", { metadata: { name: "sea", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } }, opts);
const buoy = new k8s.helm.v3.Release("buoy", {
	chart: ${JSON.stringify(buoy)}, name: "buoy", namespace: namespace.metadata.name, timeout: ${timeoutSeconds},
	values: ${JSON.stringify({ ...all, ...values })},
}, opts);
warnOfStartTroubles({
	...opts, namespaces: { application: "sea" }, access: { kubeconfig: ${JSON.stringify(state.kubeconfig)} },
}, buoy.status);`);
}

const colour = () =>
	onCluster(
		...["kubectl", "get", "configmap", "buoy-settings", "--namespace", "sea"],
		"--output=jsonpath={.data.colour}",
	);

beforeAll(async () => {
	expectFreeMachine();
	await pulumi("stack", "init", "--no-select");
	await pulumi(
		...["up", "--yes", "--skip-preview", "--config-file"],
		workspace.configFile(stack, { protocol: "none" }),
	);
	project = await new TestProject().init();
});

afterAll(async () => {
	if (project) {
		await project.run("destroy", "--yes", "--skip-preview");
		project.remove();
	}
	if (currentLease()) await pulumi("destroy", "--yes", "--skip-preview");
	workspace.remove();
});

test("a chart whose hooks are Jobs is installed, is upgraded and goes", async () => {
	program({ colour: "green" });
	await project.up();
	expect(project.resource("buoy").outputs).toMatchObject({
		status: { status: "deployed", revision: 1 },
	});
	expect(await onCluster("kubectl", "get", "pods", "--namespace", "sea", "-o", "name")).toMatch(
		/^pod\/buoy-lamp-\S+\n$/,
	);
	expect(await colour()).toBe("green");
	expect(await project.up()).toContain("4 unchanged");

	program({ colour: "red" });
	expect(await project.up()).toContain("1 updated");
	expect(await colour()).toBe("red");

	await project.destroy();
	expect(await onCluster("kubectl", "get", "namespaces", "-o", "name")).not.toContain("namespace/sea");
});

test("a Pod of a chart that can't start is told with its own reason, fails the update when its time is over, and the next one repairs it", async () => {
	// At a port where no registry is.
	program({ image: "127.0.0.1:1/none", hooks: "ConfigMap" }, 45);
	const { exitCode, output } = await project.run("up", "--yes", "--skip-preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain("context deadline exceeded");
	expect(output).toMatch(
		/warning: Pod sea\/buoy-lamp-\S+ doesn't start: (ErrImagePull|ImagePullBackOff): container lamp: .*127\.0\.0\.1:1\/none/,
	);
	program({ hooks: "ConfigMap" });
	await project.up();
	expect(project.resource("buoy").outputs).toMatchObject({
		status: { status: "deployed" },
	});
});
