import { setTimeout as pause } from "node:timers/promises";
import { type Api, ApiError } from "../api.ts";
import { describeTrouble } from "../await/podTrouble.ts";
import { readiness } from "../await/rules.ts";
import { troublesOf } from "../await/wait.ts";
import { groupKind } from "../kinds.ts";
import { objectsNamed, type Rendered } from "./manifest.ts";

const lookMilliseconds = 2000;

/** Kinds that can take long to become ready, and where they are. */
const waitedFor: Readonly<Record<string, string>> = {
	"StatefulSet.apps": "/apis/apps/v1/namespaces/%/statefulsets",
	"Deployment.apps": "/apis/apps/v1/namespaces/%/deployments",
	"DaemonSet.apps": "/apis/apps/v1/namespaces/%/daemonsets",
	"Job.batch": "/apis/batch/v1/namespaces/%/jobs",
	PersistentVolumeClaim: "/api/v1/namespaces/%/persistentvolumeclaims",
	Pod: "/api/v1/namespaces/%/pods",
};

/** What of a release isn't ready, and why: a line for each object, and one for each Pod in trouble. */
export async function unready(
	api: Api,
	names: Readonly<Record<string, readonly string[]>>,
	namespace: string,
	signal: AbortSignal,
): Promise<string[]> {
	const lines = await Promise.all(
		objectsNamed(names).map(async (object) => {
			const path = pathOf(object, namespace);
			const live = path && (await get(api, path, signal));
			if (!live) return [];
			const { done, message } = readiness(live, []);
			if (done) return [];
			const troubles = await troublesOf(api, live, signal);
			return [
				`${object.kind} ${object.name}: ${message}`,
				...troubles.map(describeTrouble),
			];
		}),
	);
	return lines.flat();
}

function pathOf(object: Rendered, namespace: string): string | undefined {
	const collection = waitedFor[groupKind(object)];
	return (
		collection &&
		`${collection.replace("%", object.namespace ?? namespace)}/${object.name}`
	);
}

async function get(
	api: Api,
	path: string,
	signal: AbortSignal,
): Promise<unknown> {
	try {
		return await api.send({ method: "GET", path, signal });
	} catch (error) {
		if (error instanceof ApiError) return undefined;
		throw error;
	}
}

/** While `work` goes on, shows what it waits for. */
export async function showing<Result>(
	work: Promise<Result>,
	look: (signal: AbortSignal) => Promise<string[]>,
	status: (line: string) => void,
): Promise<Result> {
	const over = new AbortController();
	const show = async () => {
		let shown = "";
		for (;;) {
			await pause(lookMilliseconds, undefined, { signal: over.signal });
			const line = (await look(over.signal).catch(() => [])).join("; ");
			if (line !== "" && line !== shown) status(`waiting for ${line}`);
			shown = line;
		}
	};
	// It only ends by being told to.
	show().catch(() => {});
	try {
		return await work;
	} finally {
		over.abort();
	}
}
