/**
 * Creates the kind cluster of a stack and the host's routes to it; prints a report.
 *
 *     node up.ts <stack> < configuration
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { run } from "../../../toolchain/run.ts";
import { type ClusterReport, reportOf } from "../existing/report.ts";
import { hostFolder } from "../hostFolder.ts";
import { kindClusterName } from "./config.ts";
import { removeCluster } from "./down.ts";
import { type NodeAddresses, type Route, routesTo } from "./routes.ts";

const readySeconds = 300;

async function main(stack: string, config: string): Promise<ClusterReport> {
	const host = hostFolder(stack);
	const name = kindClusterName(stack);
	// What a killed run left.
	await removeCluster(stack);
	const clusters = await run(["kind", "get", "clusters"]);
	if (clusters.split("\n").includes(name)) {
		throw new Error(
			`There is a kind cluster "${name}" that another checkout made: destroy its stack there, or run "kind delete cluster --name ${name}".`,
		);
	}
	mkdirSync(host.folder, { recursive: true, mode: 0o700 });
	const configFile = `${host.folder}/kind.yaml`;
	writeFileSync(configFile, config);
	await run(
		[
			...["kind", "create", "cluster", "--config", configFile],
			...["--kubeconfig", host.kubeconfig, "--wait", `${readySeconds}s`],
		],
		{ onLine: (line) => console.error(line) },
	);
	const access = new KubeConfig();
	access.loadFromFile(host.kubeconfig);
	const { report, authority } = await reportOf(access);
	writeFileSync(host.ca, authority);
	await setRoutes(routesTo(await nodesOf(access)), host.routes);
	return report;
}

async function nodesOf(access: KubeConfig): Promise<NodeAddresses[]> {
	const { items } = await access.makeApiClient(CoreV1Api).listNode();
	return items.map(({ metadata, spec, status }) => ({
		name: metadata?.name ?? "",
		address:
			status?.addresses?.find(({ type }) => type === "InternalIP")?.address ??
			"",
		podRange: spec?.podCIDR ?? "",
		controlPlane:
			metadata?.labels?.["node-role.kubernetes.io/control-plane"] !== undefined,
	}));
}

async function setRoutes(
	routes: readonly Route[],
	file: string,
): Promise<void> {
	const set: Route[] = [];
	for (const route of routes) {
		try {
			await run(["ip", "route", "add", route.range, "via", route.via]);
		} catch (error) {
			throw new Error(
				`This machine has no way to the Pods and Services in ${route.range}: ${(error as Error).message} Destroy another stack that is up on kind here, or remove that route.`,
			);
		}
		set.push(route);
		writeFileSync(file, JSON.stringify(set));
	}
}

const [stack = ""] = process.argv.slice(2);
try {
	console.log(JSON.stringify(await main(stack, await text(process.stdin))));
} catch (error) {
	console.error((error as Error).message);
	// Nobody else would: what failed isn't in the stack's state.
	await removeCluster(stack).catch(() => {});
	process.exit(1);
}
