import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { checkout } from "../../schema/checkout.ts";
import { needsVolumes } from "../methods/needsVolumes.ts";
import { traitsOf } from "../methods/traits.ts";
import { ownNamespaces } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { Cluster } from "./cluster.ts";
import { studyFlag } from "./native/archives.ts";
import { apiServer, cgroup, leaseVariable, network, nodeName, state } from "./native/layout.ts";
import { clusterNodes, furtherNodes } from "./native/nodes.ts";
import { nodesFlag } from "./native/nodesFlag.ts";
import { volumesFlag } from "./native/volumeNames.ts";
import type { Parts } from "./parts.ts";

/**
 * Nodes in namespaces of their own on this machine: for machines that have neither Docker nor a
 * cluster.
 */
export function createNativeCluster(settings: Settings, parts: Parts): Cluster {
	const { stack, mode, nodes } = settings;
	const study = mode === "study";
	const images = parts.images({ study });
	const program = (name: string) => `node infra/cluster/native/${name}`;
	// Names no archive: the node would start anew with each that is built.
	const flags = [...(study ? [studyFlag] : []), ...(needsVolumes(settings) ? [volumesFlag] : []), ...nodesFlag(nodes)]
		.map((flag) => ` ${flag}`)
		.join("");
	const lease = new command.local.Command("lease", {
		dir: checkout,
		create: `${program("lease.ts")} acquire ${stack}`,
		delete: `${program("lease.ts")} release ${stack}`,
	});
	const leaseEnvironment = { [leaseVariable]: lease.stdout };
	const options = { deletedWith: lease };
	const node = new command.local.Command(
		"node",
		{
			dir: checkout,
			create: program("up.ts") + flags,
			delete: program("down.ts"),
			environment: leaseEnvironment,
		},
		options,
	);
	// The node loads them while it comes up; this is for those that were built since.
	const loaded = new command.local.Command(
		"images",
		{
			dir: checkout,
			create: program("load.ts") + flags,
			environment: leaseEnvironment,
			triggers: images.archives.map(({ archive }) => archive),
		},
		{ ...options, dependsOn: node },
	);
	const couchdb = createCouchdbImage(settings, {
		lease,
		node,
		environment: leaseEnvironment,
	});
	const provider = new k8s.Provider(
		"cluster",
		{
			kubeconfig: state.kubeconfig,
			clusterIdentifier: node.stdout.apply((report) => (JSON.parse(report) as { instance: string }).instance),
		},
		{ dependsOn: couchdb ? [loaded, couchdb] : loaded },
	);
	return {
		provider,
		lease,
		namespaces: ownNamespaces,
		images: images.references,
		kubelets: clusterNodes(nodes).map(({ address }) => `${address}:10250`),
		...(nodes > 1 && {
			apparatusNode: nodeName,
			furtherNodes: furtherNodes(nodes),
		}),
		hasCharts: false,
		...(couchdb && {
			couchdbImage: couchdb.stdout.apply((text) => JSON.parse(text) as { repository: string; tag: string }),
		}),
		podNetwork: network.pods,
		access: {
			server: apiServer,
			caFile: state.ca,
			kubeconfig: state.kubeconfig,
			faultAgent: state.faultAgent,
		},
		controlGroup: cgroup,
		leaseEnvironment,
		versions: parts.versions(),
	};
}

/** Brings CouchDB's image into the nodes, where the stack has one and uses it. */
function createCouchdbImage(
	{ mode, nodes, couchdbImage }: Settings,
	{
		lease,
		node,
		environment,
	}: {
		lease: pulumi.Resource;
		node: command.local.Command;
		environment: Record<string, pulumi.Input<string>>;
	},
): command.local.Command | null {
	if (couchdbImage === "" || !traitsOf(mode).store?.couchdb) return null;
	const quoted = `'${couchdbImage.replaceAll("'", "'\\''")}'`;
	return new command.local.Command(
		"couchdb-image",
		{
			dir: checkout,
			create: [`node infra/cluster/native/couchdbImage.ts ${quoted}`, ...nodesFlag(nodes)].join(" "),
			environment,
			// What a node has goes with it.
			triggers: [node.stdout],
		},
		{ dependsOn: node, deletedWith: lease },
	);
}
