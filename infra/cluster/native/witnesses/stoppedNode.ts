import type { VictimReport } from "../../../../schema/witnessReport.ts";
import type { ClusterNode } from "../nodes.ts";
import { isStopped } from "./processes.ts";
import { commandOf, processesOfNode, type World } from "./world.ts";

/** Whether a node's link is down and all its processes are stopped. */
export function nodeStopped(world: World, name: string): VictimReport {
	const node = nodeCalled(world, name);
	const down = !world.linkFlags(node).includes("UP");
	const all = processesOfNode(world, node, "all");
	const stopped = all.filter(isStopped).length;
	const bites = down && all.length > 0 && stopped === all.length;
	return {
		victim: null,
		outcome: bites ? "confirmed" : "mismatch",
		value: stopped,
		detail: `the link of ${name} is ${down ? "down" : "up"}, ${stopped} of ${all.length} processes are stopped`,
	};
}

/** Whether a node's link is up, none of its processes is stopped, and its kubelet runs. */
export function nodeRuns(world: World, name: string): VictimReport {
	const node = nodeCalled(world, name);
	const up = world.linkFlags(node).includes("UP");
	const all = processesOfNode(world, node, "all");
	const stopped = all.filter(isStopped).length;
	const kubelet = processesOfNode(world, node, "own").some(({ pid }) => commandOf(world, pid)[1] === "kubelet");
	return {
		victim: null,
		outcome: up && stopped === 0 && kubelet ? "confirmed" : "mismatch",
		value: all.length - stopped,
		detail: `the link of ${name} is ${up ? "up" : "down"}, ${all.length - stopped} processes go on, ${stopped} are stopped, the kubelet ${kubelet ? "runs" : "doesn't run"}`,
	};
}

function nodeCalled({ nodes }: World, name: string): ClusterNode {
	const node = nodes.find((each) => each.name === name);
	if (node === undefined) throw new Error(`there is no node ${name}`);
	return node;
}
