import { gunzipSync, gzipSync } from "node:zlib";
import type { V1Secret } from "@kubernetes/client-node";
import { isObject } from "../../toolchain/plugins/provider/values.ts";
import type { Deployment, StateResource } from "./unfinished.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";

/** Where Helm keeps what it knows of its releases. */
export interface Records {
	/** Of all revisions of a release. */
	read(release: ReleaseName): Promise<V1Secret[]>;
	write(record: V1Secret): Promise<void>;
}

export interface ReleaseName {
	name: string;
	namespace: string;
}

/** How a resource's provider reaches its cluster. */
export interface ClusterAddress {
	kubeconfig: string;
	context: string;
}

/**
 * Settles what Helm had begun with when the engine was killed, else it refuses everything but to
 * uninstall, for ever ("another operation is in progress"): a revision that it didn't finish has
 * failed, and what it keeps no record of isn't there.
 *
 * @param recordsIn asks a cluster; null: it gives no answer, and its releases stay as they are
 * @returns the state without what isn't there
 */
export async function withReleasesSettled(
	deployment: Deployment,
	recordsIn: (cluster: ClusterAddress) => Promise<Records | null>,
): Promise<Deployment> {
	const { resources = [], pending_operations = [] } = deployment;
	const absent = new Map<string, string>();
	for (const { resource, type } of pending_operations) {
		const release = releaseName(resource);
		const cluster = clusterOf(resource, resources);
		if (release === null || cluster === null) continue;
		const records = await recordsIn(cluster);
		if (records === null) continue;
		const revisions = await records.read(release);
		if (revisions.length === 0) absent.set(resource.urn, type);
		for (const each of revisions) {
			const ended = asFailed(each);
			if (ended !== null) await records.write(ended);
		}
	}
	return {
		...deployment,
		pending_operations: pending_operations.filter(({ resource }) => !absent.has(resource.urn)),
		// What depended on it was deleted before.
		resources: resources.filter(({ urn }) => absent.get(urn) !== "deleting"),
	};
}

function releaseName({ type, inputs = {} }: StateResource): ReleaseName | null {
	const { name, namespace = "default" } = inputs;
	return type === releaseType && typeof name === "string" && typeof namespace === "string" ? { name, namespace } : null;
}

function clusterOf({ provider }: StateResource, resources: readonly StateResource[]): ClusterAddress | null {
	const { inputs = {} } = resources.find(({ urn, id }) => `${urn}::${id}` === provider) ?? {};
	const { kubeconfig, context = "" } = inputs;
	return typeof kubeconfig === "string" && typeof context === "string" ? { kubeconfig, context } : null;
}

/**
 * The record of a revision that Helm was at work on as one that failed, which it goes on from; null
 * for any other.
 *
 * @see https://pkg.go.dev/helm.sh/helm/v3/pkg/storage/driver#Secrets: JSON, compressed, in base64,
 *   and as a Secret's value once more
 */
export function asFailed(record: V1Secret): V1Secret | null {
	const text = record.data?.release;
	if (text === undefined) return null;
	const inSecret = Buffer.from(text, "base64").toString("latin1");
	const release = JSON.parse(gunzipSync(Buffer.from(inSecret, "base64")).toString("utf8")) as {
		info?: { status?: string };
	};
	const status = release.info?.status ?? "";
	if (!status.startsWith("pending-") && status !== "uninstalling") return null;
	if (!isObject(release.info)) return null;
	const failed = {
		...release,
		info: {
			...release.info,
			status: "failed",
			description: "Pulumi was killed in the middle of it",
		},
	};
	const packed = gzipSync(JSON.stringify(failed)).toString("base64");
	return {
		...record,
		metadata: {
			...record.metadata,
			labels: { ...record.metadata?.labels, status: "failed" },
		},
		data: { release: Buffer.from(packed, "latin1").toString("base64") },
	};
}
