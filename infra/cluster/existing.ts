import { delimiter } from "node:path";
import * as command from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkout } from "../../schema/checkout.ts";
import { toolVersions } from "../../toolchain/versions.ts";
import { sharedNamespaces } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { Cluster } from "./cluster.ts";
import { clusterIdentity } from "./existing/identity.ts";
import { inRegistry } from "./existing/registry.ts";
import type { ClusterReport } from "./existing/report.ts";
import { k3sKubeconfig, usualKubeconfig } from "./existing/usualKubeconfig.ts";
import { hostEnvironment, hostFolder } from "./hostFolder.ts";
import { studyFlag } from "./native/archives.ts";
import type { Parts } from "./parts.ts";

/** The k3s of this machine, whose containerd takes the images. */
export function createK3sCluster(settings: Settings, parts: Parts): Cluster {
	const images = parts.images({ study: settings.mode === "study" });
	return enterCluster(settings, {
		kubeconfig: k3sKubeconfig,
		context: "",
		images: images.references,
		deliver: `node infra/cluster/k3s/load.ts${flags(settings)}`,
	});
}

/**
 * Any cluster that a context of the kubeconfig leads to; it pulls the images from the user's
 * registry.
 */
export function createKubeconfigCluster(settings: Settings, parts: Parts): Cluster {
	const { registry, context } = settings;
	const images = parts.images({ study: settings.mode === "study" });
	return enterCluster(settings, {
		kubeconfig: usualKubeconfig(),
		context,
		images: inRegistry<Cluster["images"]>(images.references, registry),
		deliver: `node infra/cluster/existing/push.ts ${quoted(registry)}${flags(settings)}`,
	});
}

/**
 * A stack in a cluster that was there before and stays: everything of the stack is deleted by
 * itself.
 */
function enterCluster(
	{ stack }: Settings,
	args: {
		/** A file, or a list of files as in $KUBECONFIG. */
		kubeconfig: string;
		/** Empty: the current one. */
		context: string;
		images: Cluster["images"];
		/** Command that brings the images to the cluster. */
		deliver: string;
	},
): Cluster {
	const { kubeconfig, context, images } = args;
	const host = hostFolder(stack);
	const entered = new command.local.Command("host", {
		dir: checkout,
		create: `node infra/cluster/existing/enter.ts ${stack} ${quoted(kubeconfig)} ${quoted(context)}`,
		delete: `node infra/cluster/existing/leave.ts ${stack}`,
		// Nothing reads it: a cluster that was made anew is entered again, without leaving it first.
		stdin: clusterIdentity(kubeconfig, context),
	});
	const report = entered.stdout.apply((text) => JSON.parse(text) as ClusterReport);
	// Others than kubectl take one file only.
	const oneFile = kubeconfig.includes(delimiter) ? report.apply(() => host.kubeconfig) : kubeconfig;
	const delivered = new command.local.Command(
		"images",
		{
			dir: checkout,
			create: args.deliver,
			triggers: [report.instance, ...Object.values(images).map(({ reference }) => reference)],
		},
		{ dependsOn: entered },
	);
	const provider = new k8s.Provider(
		"cluster",
		{
			kubeconfig: oneFile,
			...(context && { context }),
			clusterIdentifier: report.instance,
		},
		{ dependsOn: delivered },
	);
	return {
		provider,
		lease: undefined,
		namespaces: sharedNamespaces(stack),
		images,
		hasCharts: true,
		kubelets: [],
		access: pulumi.all([report, oneFile]).apply(([{ server }, kubeconfig]) => ({
			server,
			caFile: host.ca,
			kubeconfig,
			...(context && { context }),
			faultAgent: null,
		})),
		controlGroup: undefined,
		leaseEnvironment: hostEnvironment(host),
		versions: report.apply(({ version }) => ({
			kubernetes: version,
			...toolVersions(),
		})),
	};
}

function flags({ mode }: Settings): string {
	return mode === "study" ? ` ${studyFlag}` : "";
}

/** As one word of a shell's command. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
