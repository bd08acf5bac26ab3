import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import { stringify } from "yaml";
import { checkout } from "../../schema/checkout.ts";
import { toolVersions } from "../../toolchain/versions.ts";
import { imagesOf } from "../methods/traits.ts";
import { ownNamespaces } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { Cluster } from "./cluster.ts";
import { hostEnvironment, hostFolder } from "./hostFolder.ts";
import { kindConfig, kindNetwork } from "./kind/config.ts";
import type { KindReport } from "./kind/report.ts";
import { studyFlag } from "./native/archives.ts";
import type { Parts } from "./parts.ts";

/** Nodes that are containers of this machine's Docker. */
export function createKindCluster(settings: Settings, parts: Parts): Cluster {
	const { stack, mode } = settings;
	const study = mode === "study";
	const images = parts.images({ study });
	const host = hostFolder(stack);
	const program = (name: string) => `node infra/cluster/kind/${name} ${stack}`;
	const config = stringify(kindConfig(stack, settings));
	const names = imagesOf(mode);
	const cluster = new command.local.Command(
		"kind",
		{
			dir: checkout,
			create: program("up.ts"),
			delete: program("down.ts"),
			stdin: config,
			triggers: [config],
			logging: "stderr",
		},
		// The nodes' names and addresses are one of a kind.
		{ deleteBeforeReplace: true },
	);
	const loaded = new command.local.Command(
		"images",
		{
			dir: checkout,
			create: [program("load.ts"), ...(study ? [studyFlag] : []), ...names].join(" "),
			triggers: [cluster.stdout, names.join(" "), ...images.archives.map((each) => each.archive)],
		},
		{ dependsOn: cluster, deletedWith: cluster },
	);
	const report = cluster.stdout.apply((text) => JSON.parse(text) as KindReport);
	const provider = new k8s.Provider(
		"cluster",
		{
			// Not known before there is a cluster, so that a preview doesn't look for it.
			kubeconfig: report.apply(() => host.kubeconfig),
			clusterIdentifier: report.instance,
		},
		{ dependsOn: loaded },
	);
	return {
		provider,
		lease: cluster,
		namespaces: ownNamespaces,
		images: images.references,
		hasCharts: true,
		podNetwork: kindNetwork.pods,
		kubelets: [],
		access: report.apply(({ server }) => ({
			server,
			caFile: host.ca,
			kubeconfig: host.kubeconfig,
			faultAgent: null,
		})),
		controlGroup: undefined,
		leaseEnvironment: hostEnvironment(host),
		versions: report.apply(({ version, kind, docker, containerd }) => ({
			kubernetes: version,
			kind,
			docker,
			containerd,
			...toolVersions(),
		})),
	};
}
