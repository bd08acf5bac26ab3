import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { parse } from "yaml";

interface Kubeconfig {
	"current-context"?: string;
	contexts?: { name: string; context?: { cluster?: string } }[];
	clusters?: {
		name: string;
		cluster?: {
			server?: string;
			"certificate-authority-data"?: string;
			"certificate-authority"?: string;
		};
	}[];
}

/**
 * Tells a cluster from one that was made anew under the same name, without asking it: a cluster
 * that is installed again has another certificate authority. Credentials aren't part of it, for
 * they are renewed.
 *
 * @param kubeconfig a file, or a list of files as in $KUBECONFIG
 * @param context empty: the current one
 * @returns empty where nothing can be read
 */
export function clusterIdentity(kubeconfig: string, context: string): string {
	const files = kubeconfig
		.split(delimiter)
		.filter((file) => file !== "")
		.map((file) => ({ file, content: read(file) }));
	const wanted = context || files.flatMap(({ content }) => content["current-context"] || [])[0];
	const name = files.flatMap(({ content }) => content.contexts ?? []).find((each) => each.name === wanted)
		?.context?.cluster;
	for (const { file, content } of files) {
		const cluster = content.clusters?.find((each) => each.name === name)?.cluster;
		if (cluster === undefined) continue;
		const authority = cluster["certificate-authority"];
		return createHash("sha256")
			.update(
				JSON.stringify([
					cluster.server,
					cluster["certificate-authority-data"] ?? (authority && textOf(resolve(dirname(file), authority))),
				]),
			)
			.digest("hex");
	}
	return "";
}

function read(file: string): Kubeconfig {
	try {
		return (parse(textOf(file)) as Kubeconfig | null) ?? {};
	} catch {
		// Whoever enters the cluster says what is wrong with it.
		return {};
	}
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}
