/**
 * Starts the nodes and waits until all are Ready; prints `{"instance": …}`, which names this
 * incarnation of the cluster.
 *
 *     node up.ts [--study] [--volumes] [--nodes=3]
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { goBinary } from "../../../toolchain/goTools.ts";
import { nodeImages, studyFlag } from "./archives.ts";
import { enterControlGroups } from "./controlGroups.ts";
import { startFirstInit, startFurtherInit } from "./initProcess.ts";
import { connectNodes, plugIn } from "./joinNodes.ts";
import { leaseVariable, network, volumesFolder } from "./layout.ts";
import { holdLease } from "./lease.ts";
import type { NodeOrder, NodeReport } from "./nodeOrder.ts";
import { type ClusterNode, clusterNodes, nodesFolder } from "./nodes.ts";
import { nodesIn } from "./nodesFlag.ts";
import { isRunning, type ProcessIdentity } from "./processes.ts";
import { routesWithin } from "./routes.ts";
import { teardownNode } from "./teardown.ts";
import { volumesFlag } from "./volumeNames.ts";

/** For each node: they share the machine's processors. */
const readyWithinSeconds = 120;

/** What all nodes are to be. */
type ClusterOrder = Omit<NodeOrder, "index">;

async function up(order: ClusterOrder): Promise<NodeReport> {
	holdLease(process.env[leaseVariable]);
	await teardownNode();
	refuseIfTaken();
	const nodes = clusterNodes(order.nodes);
	const [first, ...further] = nodes as [ClusterNode, ...ClusterNode[]];
	for (const { logs } of nodes) mkdirSync(logs, { recursive: true });
	if (further.length > 0) mkdirSync(nodesFolder, { mode: 0o700 });
	if (order.binaries.localVolumes !== undefined) {
		mkdirSync(volumesFolder, { mode: 0o700 });
	}
	const init = startFirstInit(first, { ...order, index: 0 });
	const limitSeconds = readyWithinSeconds * nodes.length;
	try {
		await untilApart(init);
		enterControlGroups(init.pid);
		connect(init);
		if (further.length > 0) connectNodes(init, nodes.length);
		const [report] = await Promise.all([
			untilReady(first, init, limitSeconds),
			...further.map(async (node) => untilReady(node, await join(node, order, init), limitSeconds)),
		]);
		return report;
	} catch (error) {
		const logs = nodes.map(lastWords).join("");
		await teardownNode();
		throw new Error(`${(error as Error).message}${logs}`);
	}
}

/** Starts a further node, plugged in where the first one is. */
async function join(node: ClusterNode, order: ClusterOrder, first: ProcessIdentity): Promise<ProcessIdentity> {
	const { init, waiting } = await startFurtherInit(node, { ...order, index: node.index }, first);
	await untilApart(init);
	// With the first node's: what is in the node's own groups can be stopped, and these two have to
	// go on.
	for (const { pid } of [waiting, init]) enterControlGroups(pid);
	plugIn(first, node, init, network.nodeDevice);
	return init;
}

function order(): ClusterOrder {
	const { archives, references } = nodeImages({
		study: process.argv.includes(studyFlag),
	});
	return {
		nodes: nodesIn(process.argv),
		binaries: {
			hyperkube: goBinary("hyperkube"),
			containerd: goBinary("containerd"),
			ctr: goBinary("ctr"),
			shimFolder: dirname(goBinary("containerd-shim-runc-v2")),
			...(process.argv.includes(volumesFlag) && {
				localVolumes: goBinary("local-volumes"),
			}),
		},
		sandboxImage: references.pause.reference,
		archives: archives.map(({ archive }) => archive),
	};
}

/** Nothing on this machine may use the addresses that the node is about to take. */
function refuseIfTaken(): void {
	const routes = JSON.parse(
		execFileSync("ip", ["-json", "route", "show", "table", "all"], {
			encoding: "utf8",
		}),
	) as { dst: string; dev?: string }[];
	const [taken] = routesWithin(network.range, routes);
	if (taken) {
		throw new Error(
			`The address range ${network.range} that the cluster needs is in use: this machine has a route to ${taken.dst} ` +
				`over ${taken.dev ?? "another device"}. Remove that route, or disconnect the network behind it, and try again.`,
		);
	}
}

/** Waits until `init` has a network namespace of its own. */
async function untilApart(init: ProcessIdentity): Promise<void> {
	const ours = readlinkSync("/proc/self/ns/net");
	for (let tries = 0; tries < 500; tries++) {
		if (!isRunning(init)) break;
		if (readlinkSync(`/proc/${init.pid}/ns/net`) !== ours) return;
		await sleep(10);
	}
	throw new Error('The node got no namespaces within 5 s: "unshare" needs root with CAP_SYS_ADMIN.');
}

/** Links host and node, and routes the node's range there. */
function connect(init: ProcessIdentity): void {
	const { hostDevice, nodeDevice, host, linkPrefix, range, node } = network;
	ip(`link add ${hostDevice} type veth peer name ${nodeDevice} netns ${init.pid}`);
	ip(`address add ${host}/${linkPrefix} dev ${hostDevice}`);
	ip(`link set ${hostDevice} up`);
	ip(`route add ${range} via ${node} dev ${hostDevice}`);
}

async function untilReady(
	{ name, ready }: ClusterNode,
	init: ProcessIdentity,
	limitSeconds: number,
): Promise<NodeReport> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (Date.now() < deadline) {
		if (existsSync(ready)) {
			const report = JSON.parse(readFileSync(ready, "utf8")) as NodeReport;
			if ("failure" in report) throw new Error(report.failure);
			return report;
		}
		if (!isRunning(init)) throw new Error(`The node ${name} ended before it was Ready.`);
		await sleep(25);
	}
	throw new Error(`The node ${name} was not Ready within ${limitSeconds} s.`);
}

function lastWords({ name, logs }: ClusterNode): string {
	const log = `${logs}/node.log`;
	const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-15) : [];
	return lines.length ? `\nThe last lines of the node ${name}:\n${lines.join("\n")}` : "";
}

function ip(command: string): void {
	execFileSync("ip", command.split(" "), { stdio: ["ignore", "pipe", "pipe"] });
}

if (import.meta.main) {
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.on(signal, () => teardownNode().finally(() => process.exit(130)));
	}
	try {
		console.log(JSON.stringify(await up(order())));
		process.exit(0);
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}
