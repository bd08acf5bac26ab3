/**
 * Loads the images of this checkout into the nodes that are up; at once done when they have them.
 *
 *     node load.ts [--study] [--nodes=3]
 */
import { goBinary } from "../../../toolchain/goTools.ts";
import { nodeImages, studyFlag } from "./archives.ts";
import { importCommand } from "./components.ts";
import { containerdSocket } from "./layout.ts";
import { clusterNodes } from "./nodes.ts";
import { nodesIn } from "./nodesFlag.ts";
import { runInNode } from "./runInNode.ts";

try {
	const { archives } = nodeImages({ study: process.argv.includes(studyFlag) });
	const ctr = goBinary("ctr");
	for (const node of clusterNodes(nodesIn(process.argv))) {
		const present = runInNode(
			node,
			...[ctr, "--address", containerdSocket, "--namespace", "k8s.io"],
			...["images", "list", "--quiet"],
		).split("\n");
		for (const { archive, references } of archives) {
			const wanted = Object.values(references).map(({ reference }) => reference);
			if (wanted.some((reference) => !present.includes(reference))) {
				runInNode(node, ...importCommand(ctr, archive));
			}
		}
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
