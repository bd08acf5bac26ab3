/**
 * Loads the images of this checkout into the nodes that are up; at once done when they have them.
 *
 *     node load.ts [--study] [--nodes=3]
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { goBinary } from "../../../toolchain/goTools.ts";
import { nodeImages, studyFlag } from "./archives.ts";
import { importCommand } from "./components.ts";
import { childOf } from "./initProcess.ts";
import { containerdSocket } from "./layout.ts";
import { type ClusterNode, clusterNodes } from "./nodes.ts";
import { nodesIn } from "./nodesFlag.ts";
import type { ProcessIdentity } from "./processes.ts";

const limitSeconds = 120;

try {
	const { archives } = nodeImages({ study: process.argv.includes(studyFlag) });
	const ctr = goBinary("ctr");
	for (const node of clusterNodes(nodesIn(process.argv))) {
		const present = inNode(
			node,
			...[ctr, "--address", containerdSocket, "--namespace", "k8s.io"],
			...["images", "list", "--quiet"],
		).split("\n");
		for (const { archive, references } of archives) {
			const wanted = Object.values(references).map(
				({ reference }) => reference,
			);
			if (wanted.some((reference) => !present.includes(reference))) {
				inNode(node, ...importCommand(ctr, archive));
			}
		}
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}

/** Runs a command where a node's containerd can be reached: in the mount namespace of its init. */
function inNode({ name, init }: ClusterNode, ...command: string[]): string {
	const child = childOf(
		JSON.parse(readFileSync(init, "utf8")) as ProcessIdentity,
	);
	if (child === null) throw new Error(`The node ${name} is not up.`);
	return execFileSync(
		"nsenter",
		["--target", String(child), "--mount", ...command],
		{
			encoding: "utf8",
			timeout: limitSeconds * 1000,
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
}
