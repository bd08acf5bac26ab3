/**
 * Loads the images of this checkout into the node that is up; at once done when it has them.
 *
 *     node load.ts [--study]
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { goBinary } from "../../../toolchain/goTools.ts";
import { nodeImages, studyFlag } from "./archives.ts";
import { importCommand } from "./components.ts";
import { containerdSocket, state } from "./layout.ts";
import type { ProcessIdentity } from "./processes.ts";

const limitSeconds = 120;

try {
	const { archives } = nodeImages({ study: process.argv.includes(studyFlag) });
	const ctr = goBinary("ctr");
	const present = inNode(
		...[ctr, "--address", containerdSocket, "--namespace", "k8s.io"],
		...["images", "list", "--quiet"],
	).split("\n");
	for (const { archive, references } of archives) {
		const wanted = Object.values(references).map(({ reference }) => reference);
		if (wanted.some((reference) => !present.includes(reference))) {
			inNode(...importCommand(ctr, archive));
		}
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}

/** Runs a command where the node's containerd can be reached: in the mount namespace of its init. */
function inNode(...command: string[]): string {
	const unshare = JSON.parse(
		readFileSync(state.init, "utf8"),
	) as ProcessIdentity;
	const children = `/proc/${unshare.pid}/task/${unshare.pid}/children`;
	const [init = ""] = readFileSync(children, "utf8").split(" ");
	return execFileSync("nsenter", ["--target", init, "--mount", ...command], {
		encoding: "utf8",
		timeout: limitSeconds * 1000,
		stdio: ["ignore", "pipe", "pipe"],
	});
}
