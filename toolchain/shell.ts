import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { state } from "../infra/cluster/native/layout.ts";
import { cacheFolder, cacheKey, checkout } from "./cache.ts";
import { goBinary } from "./goTools.ts";
import { pluginStandInsFolder } from "./standIns.ts";

/** Holds the commands of this checkout. */
const shellFolder = join(cacheFolder, "shells", cacheKey(checkout));
const environmentFile = join(shellFolder, "environment.json");

export interface Plugins {
	/** Whether the provider stand-ins are to be found before the real plugins, which could not be had. */
	standIns: boolean;
}

/** Writes the commands and the environment that `shellEnvironment` reads. */
export function writeShell({ standIns }: Plugins): void {
	const bin = join(shellFolder, "bin");
	rmSync(bin, { recursive: true, force: true });
	mkdirSync(bin, { recursive: true });
	for (const name of ["pulumi", "hyperkube", "helm"]) {
		symlinkSync(goBinary(name), join(bin, name));
	}
	command(bin, "pulumi-language-nodejs", [
		"# By itself, it notices only within five minutes that the engine was killed.",
		`exec setpriv --pdeathsig TERM "${goBinary("pulumi-language-nodejs")}" "$@"`,
	]);
	symlinkSync(
		join(checkout, "node_modules", ".bin", "node"),
		join(bin, "node"),
	);
	command(bin, "kubectl", [
		`export KUBECONFIG="\${KUBECONFIG:-${state.kubeconfig}}"`,
		`exec "${goBinary("hyperkube")}" kubectl "$@"`,
	]);
	command(bin, "k6", [
		"# k6 can't be told a certificate authority but through Go's own variable.",
		`export SSL_CERT_FILE="\${HOLDFAST_CA:-${state.ca}}"`,
		"export K6_AUTO_EXTENSION_RESOLUTION=false K6_NO_USAGE_REPORT=true",
		`exec "${goBinary("k6")}" "$@"`,
	]);
	const folders = [bin, ...(standIns ? [pluginStandInsFolder] : [])];
	writeFileSync(environmentFile, JSON.stringify({ folders }));
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
	if (!existsSync(environmentFile)) {
		throw new Error('This checkout isn\'t set up: run "npm run setup".');
	}
	const { folders } = JSON.parse(readFileSync(environmentFile, "utf8")) as {
		folders: string[];
	};
	const path = (process.env.PATH ?? "").split(":");
	return {
		PATH: [...new Set([...folders, ...path, "/usr/sbin", "/sbin"])].join(":"),
		PULUMI_BACKEND_URL: `file://${checkout}`,
		// The stacks' only secrets are passwords of a laboratory that lives for minutes, in a folder of the user's own.
		PULUMI_CONFIG_PASSPHRASE: process.env.PULUMI_CONFIG_PASSPHRASE ?? "",
		PULUMI_SKIP_UPDATE_CHECK: "true",
	};
}

function command(folder: string, name: string, lines: readonly string[]): void {
	const file = join(folder, name);
	writeFileSync(file, `#!/bin/sh\n${lines.join("\n")}\n`);
	chmodSync(file, 0o755);
}
