import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { childOf } from "./initProcess.ts";
import type { ClusterNode } from "./nodes.ts";
import type { ProcessIdentity } from "./processes.ts";

const limitSeconds = 120;

/**
 * Runs a command with a node's files, where its containerd can be reached: in the mount namespace of its init.
 *
 * @returns what it wrote to its standard output
 * @throws Error when the node isn't up, the command fails, or it takes longer than two minutes
 */
export function runInNode(
	{ name, init }: ClusterNode,
	...command: string[]
): string {
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
