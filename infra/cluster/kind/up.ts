/**
 * Creates the kind cluster of a stack and the host's routes to it; prints a report.
 *
 *     node up.ts <stack> < configuration
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { run } from "../../../toolchain/run.ts";
import { reportOf } from "../existing/report.ts";
import { hostFolder } from "../hostFolder.ts";
import { kindClusterName, type kindConfig } from "./config.ts";
import { imageProblem, kindVersions } from "./docker.ts";
import { removeCluster } from "./down.ts";
import { creationError } from "./failure.ts";
import { inotifyWarning } from "./inotify.ts";
import type { KindReport } from "./report.ts";
import { type KindNode, missingOf, routesTo, takenRoute } from "./routes.ts";

const controlPlaneSeconds = 300;
/** Of the workers, once the control plane is ready. */
const nodesSeconds = 120;

async function main(stack: string, config: string): Promise<KindReport> {
	const host = hostFolder(stack);
	// What a killed run left.
	await removeCluster(stack);
	const taken = takenRoute(await run(["ip", "route", "show", "table", "all"]));
	if (taken !== null) {
		throw new Error(
			`This machine has no way to the Pods and Services of a kind cluster, because their addresses are another's: "${taken}". Destroy another stack that is up on kind here, or remove that route.`,
		);
	}
	const { nodes } = parse(config) as ReturnType<typeof kindConfig>;
	const image = nodes.flatMap((node) => ("image" in node ? node.image : []))[0];
	const unfit = image === undefined ? null : await imageProblem(image);
	if (unfit) throw new Error(unfit);
	const limits = inotifyWarning(nodes.length);
	if (limits) console.error(limits);

	mkdirSync(host.folder, { recursive: true, mode: 0o700 });
	const configFile = `${host.folder}/kind.yaml`;
	writeFileSync(configFile, config);
	const said: string[] = [];
	try {
		await run(
			[
				...["kind", "create", "cluster", "--config", configFile],
				...["--kubeconfig", host.kubeconfig],
				...["--wait", `${controlPlaneSeconds}s`],
				// What its nodes' kubelets said would be gone otherwise.
				"--retain",
			],
			{
				onLine: (line) => {
					said.push(line);
					console.error(line);
				},
			},
		);
	} catch {
		throw await creationError(kindClusterName(stack), said, limits);
	}
	const access = new KubeConfig();
	access.loadFromFile(host.kubeconfig);
	const ready = await readyNodes(access, nodes.length).catch(async ({ message }: Error) => {
		throw await creationError(kindClusterName(stack), [message], limits);
	});
	const { report, authority } = await reportOf(access);
	writeFileSync(host.ca, authority);
	for (const { range, via } of routesTo(ready)) {
		await run(["ip", "route", "add", range, "via", via]);
	}
	return { ...report, ...(await kindVersions(ready)) };
}

/**
 * Waits until every node of the cluster takes Pods and has a range of addresses for them. kind
 * itself waits for the control plane only.
 *
 * @throws Error that says what is still missing after two minutes
 */
async function readyNodes(access: KubeConfig, expected: number): Promise<KindNode[]> {
	const deadline = Date.now() + nodesSeconds * 1000;
	for (;;) {
		const nodes = await nodesOf(access);
		const missing = missingOf(nodes, expected);
		if (missing === null) return nodes;
		if (Date.now() > deadline) {
			throw new Error(
				`ERROR: the cluster isn't whole after ${nodesSeconds} s: ${missing}. Fewer nodes may do ("pulumi config set workers 1").`,
			);
		}
		await sleep(500);
	}
}

async function nodesOf(access: KubeConfig): Promise<KindNode[]> {
	const { items } = await access.makeApiClient(CoreV1Api).listNode();
	return items.map(({ metadata, spec, status }) => ({
		name: metadata?.name ?? "",
		address: status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "",
		podRange: spec?.podCIDR ?? "",
		controlPlane: metadata?.labels?.["node-role.kubernetes.io/control-plane"] !== undefined,
		ready: status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false,
		runtime: status?.nodeInfo?.containerRuntimeVersion ?? "",
	}));
}

const [stack = ""] = process.argv.slice(2);
try {
	console.log(JSON.stringify(await main(stack, await text(process.stdin))));
} catch (error) {
	console.error((error as Error).message);
	// Nobody else would: what failed isn't in the stack's state.
	await removeCluster(stack).catch((leftOver: Error) => {
		console.error(leftOver.message);
	});
	process.exit(1);
}
