import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { isObject } from "../../../toolchain/plugins/provider/values.ts";

type Entry = Record<string, unknown>;

/** What a kubeconfig holds, as far as merging has to know it. */
export interface Kubeconfig extends Entry {
	"current-context"?: string;
	clusters?: unknown;
	contexts?: unknown;
	users?: unknown;
}

/** Keys whose values are lists of named entries, and in each the path of a file. */
const lists = {
	clusters: { part: "cluster", paths: ["certificate-authority"] },
	contexts: { part: "context", paths: [] },
	users: {
		part: "user",
		paths: ["client-certificate", "client-key", "tokenFile"],
	},
} as const;

/** The files that a list such as $KUBECONFIG names; empty entries name none. */
export function filesIn(list: string, home = homedir()): string[] {
	const files = list
		.split(delimiter)
		.filter((file) => file !== "")
		.map((file) => (file.startsWith("~/") ? join(home, file.slice(2)) : file));
	return [...new Set(files)];
}

/** The files that kubectl reads: those that $KUBECONFIG names, or ~/.kube/config. */
export function usualFiles(
	environment: Readonly<Record<string, string | undefined>> = process.env,
	home = homedir(),
): string[] {
	const named = filesIn(environment.KUBECONFIG ?? "", home);
	return named.length > 0 ? named : [join(home, ".kube", "config")];
}

/**
 * Several kubeconfigs as one, as kubectl merges them: the first that names an entry gives all of
 * it, and the first that has a value gives that.
 *
 * @see
 *   https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @param configs in their order, with the folder that each one's relative paths begin at
 */
export function mergeKubeconfigs(configs: readonly { config: Kubeconfig; folder: string }[]): Kubeconfig {
	const merged: Kubeconfig = { apiVersion: "v1", kind: "Config" };
	for (const { config } of configs) {
		for (const [key, value] of Object.entries(config)) {
			if (!(key in lists) && isSet(value) && !isSet(merged[key])) merged[key] = value;
		}
	}
	for (const [key, { part, paths }] of Object.entries(lists)) {
		const entries = new Map<unknown, Entry>();
		for (const { config, folder } of configs) {
			for (const entry of entriesOf(config[key])) {
				if (entries.has(entry.name)) continue;
				entries.set(entry.name, {
					...entry,
					[part]: withAbsolute(entry[part], paths, folder),
				});
			}
		}
		merged[key] = [...entries.values()];
	}
	return merged;
}

/**
 * Reads and merges kubeconfigs; those that aren't there are left out, as by kubectl.
 *
 * @throws one sentence when none is there, or one of them is no kubeconfig
 */
export function readKubeconfigs(files: readonly string[]): Kubeconfig {
	// Loaded when needed: the engine waits for the plugin to start, and a preview never comes here.
	const { parse } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
	const there = files.filter((file) => existsSync(file));
	if (there.length === 0) throw new Error(`There is no kubeconfig at ${files.join(" or ")}.`);
	return mergeKubeconfigs(
		there.map((file) => {
			let config: unknown;
			try {
				config = parse(readFileSync(file, "utf8")) ?? {};
			} catch (error) {
				throw new Error(`${file} is no kubeconfig: ${firstLine(error)}.`);
			}
			if (!isObject(config)) throw new Error(`${file} is no kubeconfig: it holds no object.`);
			return { config, folder: dirname(resolve(file)) };
		}),
	);
}

function isSet(value: unknown): boolean {
	return value !== undefined && value !== null && value !== "";
}

function entriesOf(list: unknown): Entry[] {
	return Array.isArray(list) ? list.filter(isObject) : [];
}

function withAbsolute(part: unknown, paths: readonly string[], folder: string): unknown {
	if (!isObject(part)) return part;
	const absolute = paths.filter((key) => isSet(part[key])).map((key) => [key, resolve(folder, String(part[key]))]);
	return { ...part, ...Object.fromEntries(absolute) };
}

function firstLine(error: unknown): string {
	const [line = ""] = (error as Error).message.split("\n");
	return line.replace(/[.:]$/, "");
}
