import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";
import type { V1SecretList } from "@kubernetes/client-node";
import type { ClusterAddress, Records } from "./releases.ts";

/** A cluster that has gone may not even refuse. */
const answerMilliseconds = 10_000;

/** Helm's records in a cluster; null where it gives no answer, or there is no way to it. */
export async function helmRecords({ kubeconfig, context }: ClusterAddress): Promise<Records | null> {
	try {
		const ask = await client(kubeconfig, context);
		await ask("GET", "/version");
		return {
			async read({ name, namespace }) {
				const labels = encodeURIComponent(`owner=helm,name=${name}`);
				const answer = await ask("GET", `${secretsIn(namespace)}?labelSelector=${labels}`);
				return (answer as V1SecretList).items;
			},
			async write(record) {
				const { name, namespace } = record.metadata ?? {};
				await ask("PUT", `${secretsIn(namespace)}/${name}`, record);
			},
		};
	} catch {
		return null;
	}
}

function secretsIn(namespace = ""): string {
	return `/api/v1/namespaces/${namespace}/secrets`;
}

/** What asks a cluster, in time: the usual client would wait as long as the kernel does. */
async function client(kubeconfig: string, context: string) {
	// Loaded only when needed: it takes its time.
	const { loadContext } = await import("../../infra/cluster/existing/context.ts");
	const config = loadContext(kubeconfig, context);
	const { server = "" } = config.getCurrentCluster() ?? {};
	return async (method: "GET" | "PUT", path: string, body?: object) => {
		const options: RequestOptions = {
			method,
			headers: { "content-type": "application/json" },
			signal: AbortSignal.timeout(answerMilliseconds),
		};
		await config.applyToHTTPSOptions(options);
		return new Promise<unknown>((resolve, reject) => {
			request(server + path, options, async (answer) => {
				try {
					const said = await text(answer);
					if (answer.statusCode === 200) resolve(JSON.parse(said));
					else reject(new Error(`The cluster answered: ${said}`));
				} catch (error) {
					reject(error);
				}
			})
				.on("error", reject)
				.end(body && JSON.stringify(body));
		});
	};
}
