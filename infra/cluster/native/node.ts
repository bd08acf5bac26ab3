/**
 * A node itself: what runs inside the namespaces that `up.ts` made, below an init that dies with
 * it. It prepares the file systems and the network, starts every component, says in a file of the
 * state folder when the node is Ready, and ends, and the node with it, as soon as one of them does.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { configurationFiles, containerd } from "./components.ts";
import { enterControlGroups } from "./controlGroups.ts";
import { write } from "./effects.ts";
import { becomeFirst } from "./firstNode.ts";
import { becomeFurther } from "./furtherNode.ts";
import { loadImages } from "./imageLoading.ts";
import { nodeFolder } from "./layout.ts";
import { prepareFileSystems } from "./nodeFileSystems.ts";
import { prepareNetwork } from "./nodeNetworking.ts";
import type { NodeOrder } from "./nodeOrder.ts";
import { type ClusterNode, clusterNode } from "./nodes.ts";
import type { PreparedNode } from "./preparedNode.ts";
import { Supervisor } from "./supervisor.ts";

const capSysResource = 24;

function prepare(order: NodeOrder, node: ClusterNode, supervisor: Supervisor): PreparedNode {
	// Before anything is started here, because children stay in the groups that they were born into.
	// The parent is the init.
	enterControlGroups(process.ppid, node);
	enterControlGroups(process.pid, node);
	prepareFileSystems({ volumes: order.binaries.localVolumes !== undefined });
	const network = prepareNetwork(node, order.nodes);
	// Both are waited for later; until then their failure must not count as unhandled.
	network.catch(() => {});
	mkdirSync(nodeFolder, { recursive: true, mode: 0o700 });
	for (const [path, content] of Object.entries(
		configurationFiles({
			node,
			restrictOomScore: !hasCapability(capSysResource),
			sandboxImage: order.sandboxImage,
		}),
	)) {
		write(path, content);
	}
	supervisor.start(containerd(order.binaries));
	const images = loadImages(order, supervisor);
	images.catch(() => {});
	return { node, order, supervisor, network, images };
}

function hasCapability(bit: number): boolean {
	const status = readFileSync("/proc/self/status", "utf8");
	const effective = BigInt(`0x${/^CapEff:\s*(\S+)/m.exec(status)?.[1] ?? "0"}`);
	return ((effective >> BigInt(bit)) & 1n) === 1n;
}

if (import.meta.main) {
	const order = JSON.parse(process.argv[2] ?? "{}") as NodeOrder;
	const node = clusterNode(order.index, order.nodes);
	const supervisor = new Supervisor(node, order.binaries.shimFolder);
	try {
		const prepared = prepare(order, node, supervisor);
		await (node.index === 0 ? becomeFirst(prepared) : becomeFurther(prepared));
	} catch (error) {
		supervisor.fail((error as Error).message);
	}
}
