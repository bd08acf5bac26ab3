import { request } from "node:https";
import type { Identity } from "./certificates.ts";
import { apiServer } from "./layout.ts";

/** What is read of the API's objects here. */
interface ApiObject {
	metadata?: { uid?: string };
	spec?: { taints?: unknown[] };
	status?: { conditions?: { type: string; status: string }[] };
}

/** Asks the Kubernetes API. */
export type Api = (method: string, path: string, body?: object) => Promise<{ status: number; body: ApiObject }>;

/** An API client that speaks for `who`. */
export function apiClient(who: Identity & { ca: string }): Api {
	return (method, path, body) =>
		new Promise((resolve, reject) => {
			const outgoing = request(
				`${apiServer}${path}`,
				{
					method,
					ca: who.ca,
					cert: who.certificate,
					key: who.key,
					timeout: 5000,
					headers: { "content-type": "application/json" },
				},
				async (incoming) => {
					const text = (await incoming.toArray()).join("");
					const json = text.startsWith("{") ? JSON.parse(text) : {};
					resolve({ status: incoming.statusCode ?? 0, body: json });
				},
			);
			outgoing.on("timeout", () => outgoing.destroy(new Error("timed out")));
			outgoing.on("error", reject);
			outgoing.end(body && JSON.stringify(body));
		});
}

/** Whether Pods can be started on a node. */
export function isReady(node: ApiObject): boolean {
	const ready = node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
	return ready === true && !node.spec?.taints?.length;
}
