import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withoutProxy } from "../../../toolchain/proxy.ts";
import { leaseVariable } from "./layout.ts";
import { currentLease } from "./lease.ts";
import type { NodeOrder } from "./nodeOrder.ts";
import type { ClusterNode } from "./nodes.ts";
import { identify, type ProcessIdentity } from "./processes.ts";
import { replaceWhole } from "./wholeFile.ts";

/**
 * A node's init in namespaces of its own: `unshare`, whose child the init is, and who runs it on
 * the host.
 */
const apart = (order: NodeOrder) => [
	"unshare",
	...["--mount", "--mount-proc", "--pid", "--net", "--ipc", "--uts"],
	...["--fork", "--kill-child"],
	// An init that reaps: whatever the shims leave behind becomes its child.
	...["catatonit", "--", process.execPath],
	join(import.meta.dirname, "node.ts"),
	JSON.stringify(order),
];

/** Starts the first node's init; it outlives this process. */
export function startFirstInit(node: ClusterNode, order: NodeOrder): ProcessIdentity {
	const init = identify(start(node, apart(order)));
	if (!init) throw new Error('"unshare" did not start: is util-linux there?');
	replaceWhole(node.init, JSON.stringify(init));
	return init;
}

/**
 * Starts a further node's init. Its PID namespace lies within the first node's, whose fault agent
 * therefore sees all of its processes, and whose end is its end, too; the other namespaces are made
 * from the host's.
 *
 * @returns `unshare`, and the process on the host that waits for it
 */
export async function startFurtherInit(
	node: ClusterNode,
	order: NodeOrder,
	first: ProcessIdentity,
): Promise<{ init: ProcessIdentity; waiting: ProcessIdentity }> {
	const within = await awaitChild(first);
	const waiting = identify(start(node, [...["nsenter", "--target", String(within), "--pid"], ...apart(order)]));
	const init = waiting && identify(await awaitChild(waiting));
	if (!init) {
		throw new Error(`The init of the node ${node.name} did not start: is util-linux's "nsenter" there?`);
	}
	replaceWhole(node.init, JSON.stringify(init));
	return { init, waiting };
}

/**
 * The only child of a process that is about to have one.
 * @throws Error when it has none after 5 s
 */
async function awaitChild(parent: ProcessIdentity): Promise<number> {
	for (let tries = 0; tries < 500; tries++) {
		const child = childOf(parent);
		if (child !== null) return child;
		await sleep(10);
	}
	throw new Error(`The process ${parent.pid}, which was to start a node's init, started nothing within 5 s.`);
}

/** The only child of a process; null when it has none. */
export function childOf({ pid }: Pick<ProcessIdentity, "pid">): number | null {
	try {
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
		const [child = ""] = children.split(" ");
		return child === "" ? null : Number(child);
	} catch {
		return null;
	}
}

function start({ logs }: ClusterNode, command: readonly string[]): number {
	const [file = "", ...parameters] = command;
	const log = openSync(join(logs, "node.log"), "a");
	const child = spawn(file, parameters, {
		detached: true,
		stdio: ["ignore", log, log],
		env: {
			...withoutProxy(process.env),
			[leaseVariable]: currentLease()?.id ?? "",
		},
	});
	child.unref();
	return child.pid ?? -1;
}
