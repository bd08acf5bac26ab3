import { leaseVariable } from "../../infra/cluster/native/layout.ts";
import { acquire } from "../../infra/cluster/native/lease.ts";
import { type ClusterNode, clusterNodes } from "../../infra/cluster/native/nodes.ts";
import { nodesFlag } from "../../infra/cluster/native/nodesFlag.ts";
import { teardownLease } from "../../infra/cluster/native/teardown.ts";
import { checkout } from "../../schema/checkout.ts";
import { run } from "../../toolchain/run.ts";

/** What the machine's holder is called: no stack's name, so that no stack takes it for its own. */
const holder = "the tests' own cluster";
const startSeconds = 420;

/** A cluster that belongs to no stack: any cluster, for whoever has its kubeconfig. */
export interface OwnCluster {
	nodes: ClusterNode[];
	/** Marks processes as its own: its end is theirs, too. */
	environment: Record<string, string>;
	stop(): Promise<void>;
}

/** @throws Error when the machine's one cluster is taken, or doesn't come up */
export async function startCluster(nodes: number): Promise<OwnCluster> {
	const { id } = await acquire(holder, checkout);
	const environment = { [leaseVariable]: id };
	try {
		await run(["node", "infra/cluster/native/up.ts", ...nodesFlag(nodes)], {
			cwd: checkout,
			environment,
			limitSeconds: startSeconds,
		});
	} catch (error) {
		await teardownLease(id);
		throw error;
	}
	return {
		nodes: clusterNodes(nodes),
		environment,
		stop: () => teardownLease(id),
	};
}
