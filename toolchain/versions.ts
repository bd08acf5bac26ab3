import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { prometheusFolder } from "./debian.ts";
import { containerdVersion, goModuleFolder, goTools, kubernetesVersion, pulumiVersion } from "./goTools.ts";
import { toolNamed, versionOf } from "./machineTools.ts";
import { toolsFromMachine } from "./shell.ts";

/** Versions of every component of a run on the native platform. */
export function componentVersions(): Record<string, string> {
	return {
		kubernetes: kubernetesVersion,
		etcd: goModuleVersion("hyperkube", "go.etcd.io/etcd/server/v3"),
		coredns: goModuleVersion("hyperkube", "github.com/coredns/coredns"),
		containerd: containerdVersion,
		prometheus: readFileSync(join(prometheusFolder(), "version"), "utf8"),
		...toolVersions(),
	};
}

/** Versions of what runs on the host or in our images, whatever the platform. */
export function toolVersions(): Record<string, string> {
	return {
		pulumi: versionFromMachine("pulumi") ?? pulumiVersion,
		k6: versionFromMachine("k6") ?? goModuleVersion("k6", "go.k6.io/k6"),
		// A plugin is of the same version as the package whose resources it makes.
		"plugin kubernetes": packageVersion("node_modules/@pulumi/kubernetes"),
		"plugin command": packageVersion("node_modules/@pulumi/command"),
		node: process.version,
		keyv: packageVersion("node_modules/keyv"),
	};
}

/** Version of the etcd whose members keep states; the cluster's own is another binary. */
export function memberEtcdVersion(): string {
	return goModuleVersion("etcd", "go.etcd.io/etcd/server/v3");
}

/** Version of the document store that stands in for CouchDB. */
export function storeVersion(): string {
	const { packages } = JSON.parse(readFileSync(join(checkout, "images/store/package-lock.json"), "utf8")) as {
		packages: Record<string, { version?: string }>;
	};
	return packages["node_modules/express-pouchdb"]?.version ?? "unknown";
}

/**
 * Null when the tool isn't this machine's own; it is asked each time, because the machine may get
 * another.
 */
function versionFromMachine(tool: string): string | null {
	const path = toolsFromMachine()[tool];
	return path === undefined ? null : (versionOf(path, toolNamed(tool).versionParameters) ?? "unknown");
}

function packageVersion(folder: string): string {
	const manifest = readFileSync(join(checkout, folder, "package.json"), "utf8");
	return (JSON.parse(manifest) as { version: string }).version;
}

/** Version of a Go module that a tool is built from. */
export function goModuleVersion(tool: string, module: string): string {
	const definition = goTools.find(({ name }) => name === tool);
	if (!definition) throw new Error(`No Go tool is called "${tool}".`);
	const goMod = readFileSync(join(goModuleFolder(definition), "go.mod"), "utf8");
	const line = goMod.split("\n").find((each) =>
		each
			.trim()
			.replace(/^require /, "")
			.startsWith(`${module} `),
	);
	return (
		line
			?.trim()
			.split(/\s+/)
			.find((word) => /^v\d/.test(word)) ?? "unknown"
	);
}
