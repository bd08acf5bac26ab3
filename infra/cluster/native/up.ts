/**
 * Starts the node and waits until it is Ready; prints `{"instance": …}`, which names this incarnation of the cluster.
 *
 *     node up.ts [--study]
 */
import { execFileSync, spawn } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	readlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { goBinary } from "../../../toolchain/goTools.ts";
import { nodeImages, studyFlag } from "./archives.ts";
import { currentClaim } from "./claim.ts";
import { enterControlGroups } from "./controlGroups.ts";
import { claimVariable, network, state } from "./layout.ts";
import type { NodeOrder, NodeReport } from "./node.ts";
import { identify, isRunning, type ProcessIdentity } from "./processes.ts";
import { routesWithin } from "./routes.ts";
import { teardownNode } from "./teardown.ts";

const readyWithinSeconds = 120;

async function up(order: NodeOrder): Promise<NodeReport> {
	await teardownNode();
	refuseIfTaken();
	mkdirSync(state.logs, { recursive: true });
	const init = startInit(order);
	try {
		await untilApart(init);
		enterControlGroups(init.pid);
		connect(init);
		return await untilReady(init);
	} catch (error) {
		const logs = lastWords();
		await teardownNode();
		throw new Error(`${(error as Error).message}${logs}`);
	}
}

function order(): NodeOrder {
	const { archives, references } = nodeImages({
		study: process.argv.includes(studyFlag),
	});
	return {
		binaries: {
			hyperkube: goBinary("hyperkube"),
			containerd: goBinary("containerd"),
			ctr: goBinary("ctr"),
			shimFolder: dirname(goBinary("containerd-shim-runc-v2")),
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

/** Starts the node's init in namespaces of its own; it outlives this process. */
function startInit(order: NodeOrder): ProcessIdentity {
	const log = openSync(join(state.logs, "node.log"), "a");
	const child = spawn(
		"unshare",
		[
			...["--mount", "--mount-proc", "--pid", "--net", "--ipc", "--uts"],
			...["--fork", "--kill-child"],
			// An init that reaps: whatever the shims leave behind becomes its child.
			...["catatonit", "--", process.execPath],
			join(import.meta.dirname, "node.ts"),
			JSON.stringify(order),
		],
		{
			detached: true,
			stdio: ["ignore", log, log],
			env: { ...process.env, [claimVariable]: currentClaim()?.id ?? "" },
		},
	);
	const init = identify(child.pid ?? -1);
	if (!init) throw new Error('"unshare" did not start: is util-linux there?');
	child.unref();
	writeFileSync(state.init, JSON.stringify(init));
	return init;
}

/** Waits until `init` has a network namespace of its own. */
async function untilApart(init: ProcessIdentity): Promise<void> {
	const ours = readlinkSync("/proc/self/ns/net");
	for (let tries = 0; tries < 500; tries++) {
		if (!isRunning(init)) break;
		if (readlinkSync(`/proc/${init.pid}/ns/net`) !== ours) return;
		await sleep(10);
	}
	throw new Error(
		'The node got no namespaces within 5 s: "unshare" needs root with CAP_SYS_ADMIN.',
	);
}

/** Links host and node, and routes the node's range there. */
function connect(init: ProcessIdentity): void {
	const { hostDevice, nodeDevice, host, linkPrefix, range, node } = network;
	ip(
		`link add ${hostDevice} type veth peer name ${nodeDevice} netns ${init.pid}`,
	);
	ip(`address add ${host}/${linkPrefix} dev ${hostDevice}`);
	ip(`link set ${hostDevice} up`);
	ip(`route add ${range} via ${node} dev ${hostDevice}`);
}

async function untilReady(init: ProcessIdentity): Promise<NodeReport> {
	const deadline = Date.now() + readyWithinSeconds * 1000;
	while (Date.now() < deadline) {
		if (existsSync(state.ready)) {
			const report = JSON.parse(
				readFileSync(state.ready, "utf8"),
			) as NodeReport;
			if ("failure" in report) throw new Error(report.failure);
			return report;
		}
		if (!isRunning(init))
			throw new Error("The node ended before it was Ready.");
		await sleep(25);
	}
	throw new Error(`The node was not Ready within ${readyWithinSeconds} s.`);
}

function lastWords(): string {
	const log = join(state.logs, "node.log");
	const lines = existsSync(log)
		? readFileSync(log, "utf8").trim().split("\n").slice(-15)
		: [];
	return lines.length ? `\nThe node's last lines:\n${lines.join("\n")}` : "";
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
