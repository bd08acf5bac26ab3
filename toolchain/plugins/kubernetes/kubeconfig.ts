import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { field, isObject } from "../provider/values.ts";
import { filesIn, readKubeconfigs, usualFiles } from "./kubeconfigFiles.ts";

/** How to reach a cluster's API, taken from a kubeconfig. Certificates and keys are PEM. */
export interface Cluster {
	server: string;
	/** Certificate authority that signed the server's certificate; undefined: those that Node trusts. */
	authority: Buffer | undefined;
	/** Don't check the server's certificate. */
	insecure: boolean;
	certificate: Buffer | undefined;
	key: Buffer | undefined;
	token: string | undefined;
}

/**
 * The text of a kubeconfig that a provider setting names or is: contents, or the path of a file.
 *
 * @param setting undefined: what $KUBECONFIG names, several files as one, or ~/.kube/config
 * @throws when it is a path and nothing is there (yet)
 */
export function kubeconfigText(setting: string | undefined): {
	text: string;
	folder: string;
} {
	const path = kubeconfigPath(setting);
	if (path === undefined) {
		const text =
			setting && looksLikeContents(setting)
				? setting
				: JSON.stringify(
						readKubeconfigs(setting ? filesIn(setting.trim()) : usualFiles()),
					);
		return { text, folder: process.cwd() };
	}
	if (!existsSync(path))
		throw new Error(
			`There is no kubeconfig at ${resolve(path)}; is the cluster up?`,
		);
	return { text: readFileSync(path, "utf8"), folder: dirname(resolve(path)) };
}

/**
 * The path of the file that a provider setting names, as `kubeconfigText` reads it; undefined when the setting is contents, or
 * when there are several files.
 */
export function kubeconfigPath(
	setting: string | undefined,
): string | undefined {
	if (setting && looksLikeContents(setting)) return undefined;
	const [path, ...others] = setting ? filesIn(setting.trim()) : usualFiles();
	return others.length === 0 ? path : undefined;
}

/** Contents are YAML: several lines, JSON, or a line of its own syntax. A path is one line without any. */
export function looksLikeContents(value: string): boolean {
	const text = value.trim();
	return text.includes("\n") || /^(\{|---|[\w-]+:(\s|$))/.test(text);
}

/**
 * Reads one context of a kubeconfig.
 *
 * @param folder what relative paths in it are relative to
 * @throws one sentence when a part is missing, or is something this stand-in can't use
 */
export async function parseKubeconfig(
	text: string,
	folder: string,
	contextName?: string,
): Promise<Cluster> {
	// Loaded when needed: the engine waits for the plugin to start, and a preview never comes here.
	const { parse } = await import("yaml");
	const config: unknown = parse(text);
	const name = contextName || field(config, "current-context");
	if (typeof name !== "string" || name === "")
		throw new Error(
			"The kubeconfig has no current-context; set one, or set the provider's context.",
		);
	const context = named(config, "contexts", name, "context");
	const cluster = named(
		config,
		"clusters",
		String(field(context, "cluster")),
		"cluster",
	);
	const user = named(config, "users", String(field(context, "user")), "user");
	for (const unsupported of ["exec", "auth-provider", "username"])
		if (field(user, unsupported) !== undefined)
			throw new Error(
				`The kubeconfig's user ${field(context, "user")} authenticates by "${unsupported}", which this stand-in for the Pulumi Kubernetes provider does not support; use a client certificate or a token.`,
			);

	const server = field(cluster, "server");
	if (typeof server !== "string")
		throw new Error(
			`The kubeconfig's cluster ${field(context, "cluster")} has no server.`,
		);
	const file = (part: unknown, key: string): Buffer | undefined => {
		const data = field(part, `${key}-data`);
		if (typeof data === "string" && data !== "")
			return Buffer.from(data, "base64");
		const path = field(part, key);
		return typeof path === "string" && path !== ""
			? readFileSync(resolve(folder, path))
			: undefined;
	};
	const token = field(user, "token");
	const tokenFile = field(user, "tokenFile");
	return {
		server,
		authority: file(cluster, "certificate-authority"),
		insecure: field(cluster, "insecure-skip-tls-verify") === true,
		certificate: file(user, "client-certificate"),
		key: file(user, "client-key"),
		token:
			typeof token === "string" && token !== ""
				? token
				: typeof tokenFile === "string"
					? readFileSync(resolve(folder, tokenFile), "utf8").trim()
					: undefined,
	};
}

function named(
	config: unknown,
	list: string,
	name: string,
	part: string,
): unknown {
	const entries = field(config, list);
	const entry = Array.isArray(entries)
		? entries.find((candidate) => field(candidate, "name") === name)
		: undefined;
	if (!isObject(entry))
		throw new Error(`The kubeconfig has no ${part} named ${name}.`);
	return field(entry, part) ?? {};
}
