import * as command from "@pulumi/command";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkout, resultsFolder } from "../../schema/checkout.ts";
import { pluginStandIns } from "../../toolchain/standIns.ts";
import type { ChartName } from "../charts/catalogue.ts";
import { chartStandIns, chartVersions } from "../charts/local.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { allowNodeFaults } from "../kubernetes/nodeFaults.ts";
import { createPodAccount } from "../kubernetes/podAccount.ts";
import type { Method } from "../methods/method.ts";
import { raftGroups } from "../methods/raftGroups.ts";
import { hasMembersOutside, traitsOf } from "../methods/traits.ts";
import type { Observability } from "../observability/observability.ts";
import type { Settings } from "../settings.ts";
import { type LabDescription, tokenVariables } from "./lab.ts";
import { mayDelete } from "./mayDelete.ts";
import { systemOf } from "./system.ts";

/**
 * Describes the laboratory to the programs on the host, and runs its experiment: the chaos
 * scenario, then the collection of what it left. A failed experiment isn't in the stack's state, so
 * the next `up` runs it again.
 */
export function createExperiment(args: {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
	method: Method;
	observability: Observability;
	application: k8s.apps.v1.StatefulSet;
}): { results: pulumi.Output<string> } {
	const { cluster, settings, method, observability, application } = args;
	const chaos = createPodAccount("chaos", {
		cluster,
		namespace: args.namespace,
		podNamespace: args.namespace,
		...mayDelete(settings),
	});
	const access = allowNodeFaults({
		cluster,
		namespace: args.namespace,
		account: chaos.account,
	});
	const description = pulumi
		.all([
			observability.observerUrl,
			observability.prometheusUrl,
			args.namespace,
			chaos.account,
			cluster.access,
			cluster.versions,
			method.store?.url ?? null,
		])
		.apply(([observer, prometheus, namespace, chaosAccount, kubernetes, versions, storeUrl]) =>
			JSON.stringify({
				...describe(cluster, settings, method),
				kubernetes,
				versions: {
					...versions,
					...chartVersions(usedCharts(cluster, settings), settings.charts),
					...(method.store && {
						[method.store.name]: method.store.version,
					}),
				},
				namespace,
				observer,
				prometheus,
				storeUrl,
				chaosAccount,
			} satisfies LabDescription),
		);
	const lab = new command.local.Command(
		"lab",
		{
			dir: checkout,
			create: "node infra/experiment/describe.ts",
			stdin: description,
			// The engine keeps them encrypted, as the whole of what they are part of.
			environment: pulumi
				.all([cluster.leaseEnvironment, observability.tokens.scenario, observability.tokens.clients])
				.apply(([environment, scenario, clients]) => ({
					...environment,
					[tokenVariables.scenario]: scenario,
					[tokenVariables.clients]: clients,
				})),
			triggers: [application.metadata.uid],
			logging: "stderr",
		},
		{ dependsOn: [chaos.binding, ...access], deletedWith: cluster.lease },
	);
	if (settings.protocol === null) {
		return { results: pulumi.output("none: holdfast:protocol is none") };
	}
	const experiment = new command.local.Command(
		"experiment",
		{
			dir: checkout,
			create: "node infra/experiment/run.ts",
			environment: cluster.leaseEnvironment,
			triggers: [settings.run, application.metadata.uid, description],
		},
		{ dependsOn: lab, deletedWith: cluster.lease },
	);
	return { results: experiment.stdout };
}

function describe(cluster: Cluster, settings: Settings, method: Method) {
	const { store, expectedViolations } = traitsOf(settings.mode);
	const groups = raftGroups(settings);
	return {
		stack: settings.stack,
		mode: settings.mode,
		replicas: settings.replicas,
		run: settings.run,
		seed: settings.seed,
		intervalSeconds: settings.intervalSeconds,
		recording: settings.recording,
		platform: platformInWords(settings),
		controlGroup: cluster.controlGroup,
		protocol: settings.protocol,
		system: systemOf(settings),
		furtherNodes: cluster.furtherNodes ?? [],
		storeSelector: store?.selector ?? null,
		...(groups && { groups }),
		...(expectedViolations && {
			expectedViolations: [...expectedViolations],
		}),
		...(method.store && {
			store: { name: method.store.name, version: method.store.version },
		}),
		images: Object.fromEntries(Object.entries(cluster.images).map(([name, { digest }]) => [name, digest])),
		resultsFolder,
		standIns: [
			...(method.store?.standsInFor
				? [
						{
							name: `${method.store.name} ${method.store.version}`,
							standsInFor: method.store.standsInFor.name,
							why: method.store.standsInFor.why,
						},
					]
				: []),
			...chartStandIns(usedCharts(cluster, settings), settings.charts),
			...pluginStandIns(),
		],
	};
}

function usedCharts({ hasCharts, couchdbImage }: Cluster, { mode }: Settings): ChartName[] {
	const traits = traitsOf(mode);
	const database = traits.store?.couchdb === true;
	return [
		...(hasCharts ? ["prometheus" as const] : []),
		...(hasMembersOutside(traits) && hasCharts ? ["hazelcast" as const] : []),
		...(database && (hasCharts || couchdbImage) ? ["couchdb" as const] : []),
	];
}

/** Runs on several nodes aren't to be compared with those on one, so they say so. */
function platformInWords({ platform, nodes }: Settings): string {
	return nodes === 1 ? platform : `${platform}, ${nodes} nodes`;
}
