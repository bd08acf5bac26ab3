import { execFileSync } from "node:child_process";
import { childOf } from "./initProcess.ts";
import type { ClusterNode } from "./nodes.ts";
import { isProcessIdentity } from "./processes.ts";
import { readWhole } from "./wholeFile.ts";

const limitSeconds = 120;

/**
 * Runs a command with a node's files, where its containerd can be reached: in the mount namespace
 * of its init.
 *
 * @returns what it wrote to its standard output
 * @throws Error when the node isn't up, the command fails, or it takes longer than two minutes
 */
export function runInNode({ name, init }: ClusterNode, ...command: string[]): string {
	const noted = readWhole(init, isProcessIdentity);
	const child = noted === null || noted === "damaged" ? null : childOf(noted);
	if (child === null) throw new Error(`The node ${name} is not up.`);
	return execFileSync("nsenter", ["--target", String(child), "--mount", ...command], {
		encoding: "utf8",
		timeout: limitSeconds * 1000,
		stdio: ["ignore", "pipe", "pipe"],
	});
}
