import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { backendUrl } from "./backend.ts";
import { cacheFolder, cacheKey } from "./cache.ts";
import { goBinary, kubernetesPlugin } from "./goTools.ts";
import { fromMachine, machineTools, toolBinary } from "./machineTools.ts";
import { direct, directLines } from "./proxy.ts";
import { pulumiCommand } from "./pulumiCommand.ts";
import { pluginStandInsFolder } from "./standIns.ts";

/** Holds the commands of this checkout. */
const shellFolder = join(cacheFolder, "shells", cacheKey(checkout));
const environmentFile = join(shellFolder, "environment.json");

const nodeBinary = join(checkout, "node_modules", ".bin", "node");

/**
 * The Kubernetes plugin applies an object's fields though somebody else has applied them last: an
 * `up` that was killed (each calls itself by another name), or who edited them by hand. Else it
 * refuses them for ever.
 */
export const takeOver = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" } as const;

export interface Plugins {
	/**
	 * Whether the engine is to take the plugins from PATH, because it can't download them: the built
	 * one, and a stand-in.
	 */
	standIns: boolean;
}

/** Files of the native platform's cluster, which need not be there yet. */
export interface ClusterFiles {
	kubeconfig: string;
	/** Its certificate authority. */
	ca: string;
}

/** Writes the commands and the environment that `shellEnvironment` reads. */
export function writeShell({ standIns }: Plugins, { kubeconfig, ca }: ClusterFiles): void {
	const bin = join(shellFolder, "bin");
	rmSync(bin, { recursive: true, force: true });
	mkdirSync(bin, { recursive: true });
	symlinkSync(goBinary("hyperkube"), join(bin, "hyperkube"));
	command(bin, "pulumi", [
		...directLines,
		`export ${Object.entries(takeOver)
			.map((each) => each.join("="))
			.join(" ")}`,
		...pulumiCommand({
			pulumi: quoted(toolBinary("pulumi")),
			repair: `${quoted(nodeBinary)} ${quoted(join(checkout, "commands", "repair.ts"))}`,
			node: quoted(nodeBinary),
			backend: quoted(backendUrl(checkout)),
		}),
	]);
	command(bin, "pulumi-language-nodejs", [
		"# By itself, it notices only within five minutes that the engine was killed.",
		`exec setpriv --pdeathsig TERM ${quoted(toolBinary("pulumi-language-nodejs"))} "$@"`,
	]);
	if (standIns) {
		command(bin, kubernetesPlugin, [
			"# As above.",
			`exec setpriv --pdeathsig TERM ${quoted(goBinary(kubernetesPlugin))} "$@"`,
		]);
	}
	symlinkSync(nodeBinary, join(bin, "node"));
	const kubectl = fromMachine("kubectl");
	command(bin, "kubectl", [
		...directLines,
		`export KUBECONFIG="\${KUBECONFIG:-${kubeconfig}}"`,
		`exec ${kubectl ? quoted(kubectl) : `${quoted(goBinary("hyperkube"))} kubectl`} "$@"`,
	]);
	command(bin, "k6", [
		...directLines,
		"# k6 can't be told a certificate authority but through Go's own variable.",
		`export SSL_CERT_FILE="\${HOLDFAST_CA:-${ca}}"`,
		"export K6_AUTO_EXTENSION_RESOLUTION=false K6_NO_USAGE_REPORT=true",
		`exec ${quoted(toolBinary("k6"))} "$@"`,
	]);
	const folders = [bin, ...(standIns ? [pluginStandInsFolder] : [])];
	const fromThisMachine = Object.fromEntries(
		machineTools()
			.filter(({ unfit }) => unfit === null)
			.map(({ name, path }) => [name, path]),
	);
	writeFileSync(environmentFile, JSON.stringify({ folders, fromThisMachine }));
}

/** Path of one of the commands, for programs that must not depend on the caller's PATH. */
export function shellCommand(name: "k6" | "kubectl" | "pulumi"): string {
	return join(shellFolder, "bin", name);
}

/**
 * What a shell needs so that `pulumi`, `k6` and `kubectl` are the set-up's, with a local backend.
 * @throws Error before the first set-up
 */
export function shellEnvironment(): Record<string, string> {
	const written = readEnvironment();
	if (written === null) {
		throw new Error('This checkout isn\'t set up: run "npm run setup".');
	}
	const { folders } = written;
	const path = (process.env.PATH ?? "").split(":");
	return {
		PATH: [...new Set([...folders, ...path, "/usr/sbin", "/sbin"])].join(":"),
		PULUMI_BACKEND_URL: backendUrl(checkout),
		// The stacks' only secrets are passwords of a laboratory that lives for minutes, in a folder of
		// the user's own. The user's passphrase is for other stacks; Pulumi looks at that of a file
		// only where this isn't set.
		PULUMI_CONFIG_PASSPHRASE: "",
		// States are read here, too.
		PULUMI_DIY_BACKEND_GZIP: "false",
		PULUMI_DIY_BACKEND_ZSTD: "false",
		PULUMI_SKIP_UPDATE_CHECK: "true",
		...takeOver,
		...direct(process.env),
	};
}

/** Paths of the tools that the set-up took from this machine, by name. */
export function toolsFromMachine(): Readonly<Record<string, string>> {
	return readEnvironment()?.fromThisMachine ?? {};
}

/** What `writeShell` wrote; null before the first set-up. */
function readEnvironment(): {
	folders: string[];
	fromThisMachine?: Record<string, string>;
} | null {
	return existsSync(environmentFile) ? JSON.parse(readFileSync(environmentFile, "utf8")) : null;
}

/** As one word of a shell's command, whatever the folder is called. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

function command(folder: string, name: string, lines: readonly string[]): void {
	const file = join(folder, name);
	writeFileSync(file, `#!/bin/sh\n${lines.join("\n")}\n`);
	chmodSync(file, 0o755);
}
