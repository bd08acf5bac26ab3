import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import { checkout } from "../../toolchain/cache.ts";
import { builtImages } from "../../toolchain/images.ts";
import type { Settings } from "../config.ts";
import type { Cluster } from "./cluster.ts";
import { apiServer, claimVariable, network, state } from "./native/layout.ts";

/** One node in namespaces of its own on this machine: for machines that have neither Docker nor a cluster. */
export function createNativeCluster({ stack }: Settings): Cluster {
	const images = builtImages();
	const program = (name: string) => `node infra/cluster/native/${name}`;
	const claim = new command.local.Command("claim", {
		dir: checkout,
		create: `${program("claim.ts")} acquire ${stack}`,
		delete: `${program("claim.ts")} release ${stack}`,
	});
	const claimEnvironment = { [claimVariable]: claim.stdout };
	const options = { deletedWith: claim };
	const node = new command.local.Command(
		"node",
		{
			dir: checkout,
			create: program("up.ts"),
			delete: program("down.ts"),
			environment: claimEnvironment,
		},
		options,
	);
	// The node loads them while it comes up; this is for those that were built since.
	const loaded = new command.local.Command(
		"images",
		{
			dir: checkout,
			create: program("load.ts"),
			environment: claimEnvironment,
			triggers: [images.archive],
		},
		{ ...options, dependsOn: node },
	);
	const provider = new k8s.Provider(
		"cluster",
		{
			kubeconfig: state.kubeconfig,
			clusterIdentifier: node.stdout.apply(
				(report) => (JSON.parse(report) as { instance: string }).instance,
			),
		},
		{ dependsOn: loaded },
	);
	return {
		provider,
		claim,
		images: images.references,
		kubelets: [`${network.node}:10250`],
		access: {
			server: apiServer,
			caFile: state.ca,
			kubeconfig: state.kubeconfig,
		},
		claimEnvironment,
	};
}
