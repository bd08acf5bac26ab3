import { type Api, ApiError } from "../api.ts";

/**
 * What a helm that was killed has left, and that keeps the next from working: a revision that it never finished, or a
 * release that it only half uninstalled.
 */
export type Leftover = "unfinished revision" | "half uninstalled";

/** What has to be cleared away before a release of this status can be installed or upgraded. */
export function leftoverOf(status: string | undefined): Leftover | undefined {
	if (status?.startsWith("pending-")) return "unfinished revision";
	return status === "uninstalling" || status === "uninstalled"
		? "half uninstalled"
		: undefined;
}

/**
 * Forgets one revision: helm's record of it, not the objects, which the next revision takes over.
 * The name is that of helm's storage (`helm.sh/helm/v3/pkg/storage`), which is the same for all of helm 3.
 */
export async function forgetRevision(
	api: Api,
	{ name, namespace }: { name: string; namespace: string },
	revision: number,
	signal: AbortSignal,
): Promise<void> {
	try {
		await api.send({
			method: "DELETE",
			path: `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.${name}.v${revision}`,
			signal,
		});
	} catch (error) {
		if (!(error instanceof ApiError && error.status === 404)) throw error;
	}
}
