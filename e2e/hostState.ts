import { execFileSync } from "node:child_process";
import { globSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Begins the name of each test's folder, which its commands are told by their environment. */
export const workspacePrefix = "holdfast-e2e-";

/**
 * What a laboratory must leave as it found it. Each list is sorted, so that two of them can be
 * compared.
 */
export interface HostState {
	processes: string[];
	mounts: string[];
	networkNamespaces: number;
	/** Of clusters. */
	controlGroups: string[];
	links: string[];
	routes: string[];
	firewall: string[];
	settings: string[];
	files: string[];
}

/** Programs of which none may be left. */
const ours = /hyperkube|containerd|local-volumes|catatonit|pause|prometheus|k6 run|pulumi|infra\/|index\.mjs/;
const kernelSettings = [
	"net/ipv4/ip_forward",
	"vm/overcommit_memory",
	"vm/panic_on_oom",
	"kernel/panic",
	"kernel/panic_on_oops",
	"kernel/keys/root_maxkeys",
	"kernel/keys/root_maxbytes",
	"net/netfilter/nf_conntrack_max",
];
const folders = ["/run", "/run/containerd", "/var/lib", "/var/lib/cni", "/var/log", "/etc/cni", "/opt"];

/** Other programs of the machine have control groups that come and go. */
function isOurs(controlGroup: string): boolean {
	return /holdfast|kube|k8s/.test(controlGroup);
}

export function hostState(): HostState {
	const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isTests(name));
	return {
		processes: pids
			.map((pid) => textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim())
			.filter((command) => ours.test(command))
			.sort(),
		mounts: textOf("/proc/self/mounts").split("\n").sort(),
		networkNamespaces: new Set(pids.flatMap(networkNamespace)).size,
		controlGroups: globSync("/sys/fs/cgroup/**/").filter(isOurs).sort(),
		links: output("ip", "-brief", "link")
			.map((line) => line.split(/\s+/)[0] ?? "")
			.sort(),
		routes: output("ip", "route", "show", "table", "all").sort(),
		firewall: [...output("iptables-save"), ...output("ip6tables-save")].filter((line) => !line.startsWith("#")),
		settings: kernelSettings.map((name) => `${name} = ${textOf(`/proc/sys/${name}`).trim()}`),
		files: folders.flatMap(entriesOf),
	};
}

/**
 * Whether a process was started by a test's workspace, by its environment, or is in a cluster's
 * control group: whatever else somebody does on this machine meanwhile is nobody's business here.
 */
export function isTests(pid: number | string): boolean {
	return (
		textOf(`/proc/${pid}/environ`).includes(workspacePrefix) || textOf(`/proc/${pid}/cgroup`).split("\n").some(isOurs)
	);
}

function output(command: string, ...parameters: string[]): string[] {
	const text = execFileSync(command, parameters, { encoding: "utf8" });
	return text.split("\n").map((line) => line.trim());
}

/** A file's text; empty when it can't be read, because processes come and go. */
export function textOf(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return "";
	}
}

function networkNamespace(pid: string): string[] {
	try {
		return [readlinkSync(`/proc/${pid}/ns/net`)];
	} catch {
		return [];
	}
}

function entriesOf(folder: string): string[] {
	try {
		return readdirSync(folder)
			.sort()
			.map((name) => `${folder}/${name}`);
	} catch {
		return [];
	}
}
