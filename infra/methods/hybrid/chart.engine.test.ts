/**
 * Hazelcast's chart, transformed as the laboratory does, and taken by a real API server: no Pod is
 * ever made.
 */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { checkout } from "../../../schema/checkout.ts";
import { type ApiServer, startApiServer } from "../../../toolchain/plugins/test/apiserver.ts";
import { TestProject } from "../../../toolchain/plugins/test/project.ts";
import { charts } from "../../charts/catalogue.ts";
import { chartValues, memberLabels } from "./chart.ts";

/** The upstream's where `HOLDFAST_CHARTS` names a folder with it, else the tests' own. */
const chart = join(process.env.HOLDFAST_CHARTS ?? join(checkout, "e2e/charts"), charts.hazelcast.name);

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

const container = {
	name: "hazelcast",
	image: "holdfast.local/hazelcast:1",
	securityContext: { seccompProfile: { type: "RuntimeDefault" } },
};

test("the chart's members start all at once, see each other before they are ready, and are our Pods; a second up changes nothing", async () => {
	project.program(`
const { membersTransform } = await import(${JSON.stringify(join(import.meta.dirname, "chart.ts"))});
const provider = new k8s.Provider("cluster", { kubeconfig: ${JSON.stringify(server.kubeconfig)} });
new k8s.helm.v4.Chart("members", {
	chart: ${JSON.stringify(chart)}, name: "hybrid", namespace: "default", skipAwait: true, values: ${JSON.stringify(chartValues(5))},
}, { provider, transforms: [membersTransform({ run: "1" }, { containers: [${JSON.stringify(container)}] })] });`);
	const up = await project.run("up", "--yes", "--skip-preview");
	expect(up.exitCode, up.output).toBe(0);
	const { items: sets } = await server.request("GET", "/apis/apps/v1/namespaces/default/statefulsets");
	expect(sets).toMatchObject([
		{
			metadata: { name: "hybrid", annotations: { run: "1" } },
			spec: {
				replicas: 5,
				serviceName: "hybrid",
				podManagementPolicy: "Parallel",
				template: { metadata: { labels: memberLabels }, spec: { containers: [container] } },
			},
		},
	]);
	const { items: services } = await server.request("GET", "/api/v1/namespaces/default/services");
	expect(services).toContainEqual(
		expect.objectContaining({
			metadata: expect.objectContaining({ name: "hybrid" }),
			spec: expect.objectContaining({ clusterIP: "None", publishNotReadyAddresses: true }),
		}),
	);
	const again = await project.run("up", "--yes", "--skip-preview", "--expect-no-changes");
	expect(again.exitCode, again.output).toBe(0);
});
