import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartSource } from "../../charts/args.ts";
import { skipAwait } from "../../kubernetes/skipAwait.ts";
import { runAnnotation, runOf } from "../../names.ts";
import { hybridName as name } from "../addresses.ts";
import { incarnationOfRun } from "../incarnation.ts";
import type { MethodArgs } from "../method.ts";

/** On each member's Pod, whoever makes it. */
export const memberLabels = { "app.kubernetes.io/name": name } as const;

/** Another run needs other members. */
export const replacedByRun = { replaceOnChanges: ["metadata.annotations"], deleteBeforeReplace: true };

/** What the chart can be told: names as on `native`, and nothing beside the members. */
export function chartValues(members: number) {
	return {
		fullnameOverride: name,
		nameOverride: name,
		cluster: { memberCount: members },
		// The members' configuration is in their image.
		hazelcast: { existingConfigMap: "none" },
		mancenter: { enabled: false },
		rbac: { create: false },
		serviceAccount: { create: false },
	};
}

/**
 * The members, by Hazelcast's chart. No value changes how it starts members (one after another,
 * hidden from each other until they are ready, at once, without a seccomp profile), and its image,
 * 5.5.0, has no CP Subsystem: so its Pods become ours.
 *
 * @param pod takes the place of what the chart puts into its Pods
 * @returns the states' incarnation, once the members' StatefulSet is there
 */
export function membersByChart(args: MethodArgs, pod: k8s.types.input.core.v1.PodSpec): pulumi.Output<string> {
	const { cluster, settings, namespace } = args;
	const transform = membersTransform({ [runAnnotation]: runOf(settings, cluster) }, pod);
	const { resources } = new k8s.helm.v4.Chart(
		"members",
		{
			...chartSource("hazelcast", settings.charts.hazelcast),
			name,
			namespace,
			values: chartValues(settings.members),
		},
		{
			provider: cluster.provider,
			// What prints manifests has no engine, and makes no chart's objects.
			transforms: process.env.PULUMI_NODEJS_MONITOR === undefined ? [] : [transform],
		},
	);
	return pulumi.all([incarnationOfRun(args), resources]).apply(([incarnation]) => incarnation);
}

/** Makes of the chart's objects what the members need; see `membersByChart`. */
export function membersTransform(
	annotations: Readonly<Record<string, pulumi.Input<string>>>,
	pod: k8s.types.input.core.v1.PodSpec,
): pulumi.ResourceTransform {
	return ({ type, props, opts }) => {
		if (type === "kubernetes:core/v1:Service") return { props: visibleService(props), opts };
		if (type !== "kubernetes:apps/v1:StatefulSet") return undefined;
		return { props: memberSet(props, annotations, pod), opts: pulumi.mergeOptions(opts, replacedByRun) };
	};
}

// biome-ignore lint/suspicious/noExplicitAny: of any version of the chart
type Rendered = any;

/** The chart's Service, with members that aren't ready, too. */
function visibleService(service: Rendered) {
	const { metadata, spec } = service;
	return {
		...service,
		metadata: { ...metadata, annotations: { ...metadata.annotations, ...skipAwait } },
		spec: { ...spec, publishNotReadyAddresses: true },
	};
}

/** The chart's StatefulSet, with our Pods, which start all at once. */
function memberSet(
	set: Rendered,
	annotations: Readonly<Record<string, unknown>>,
	pod: k8s.types.input.core.v1.PodSpec,
) {
	const { metadata, spec } = set;
	return {
		...set,
		metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
		spec: { ...spec, podManagementPolicy: "Parallel", template: { metadata: spec.template.metadata, spec: pod } },
	};
}
