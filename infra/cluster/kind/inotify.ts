import { readFileSync } from "node:fs";

/**
 * What kind's documentation recommends; every node's kubelet, containerd and systemd take some of
 * them. https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files
 */
const recommended = {
	max_user_instances: 512,
	max_user_watches: 524_288,
} as const;

type Limit = keyof typeof recommended;

/**
 * Which of the kernel's limits on watching files are lower than kind recommends, and how to raise
 * them: one sentence; null when none is.
 *
 * @param nodes of the cluster: a single one does with less
 */
export function inotifyWarning(nodes: number, limitOf: (name: Limit) => number = currentLimit): string | null {
	if (nodes < 2) return null;
	const low = (Object.keys(recommended) as Limit[]).filter((name) => limitOf(name) < recommended[name]);
	if (low.length === 0) return null;
	const is = low.map((name) => `fs.inotify.${name} is ${limitOf(name)}`);
	const set = low.map((name) => `fs.inotify.${name}=${recommended[name]}`);
	return `This machine lets programs watch few files, so that a node may not come up (${is.join(", ")}): "sysctl ${set.join(" ")}" raises it.`;
}

/** Infinity: the kernel doesn't say. */
function currentLimit(name: Limit): number {
	try {
		return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, "utf8"));
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}
