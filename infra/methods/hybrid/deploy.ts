import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { hazelcastVersion } from "../../../toolchain/hazelcast.ts";
import { skipAwait } from "../../kubernetes/skipAwait.ts";
import { spreadOverNodes } from "../../kubernetes/spread.ts";
import { replicaLabels, runAnnotation, runOf } from "../../names.ts";
import { createSecretText } from "../../secrets.ts";
import { imageUser } from "../../security.ts";
import { clientPort, consensusPeerPort, memberPort, hybridName as name } from "../addresses.ts";
import { memberContainers, memberVolumes } from "../memberContainers.ts";
import type { Method, MethodArgs } from "../method.ts";
import { memberLabels, membersByChart, replacedByRun } from "./chart.ts";

/**
 * The states lie in one Raft group whose few members are outside the application's Pods, which are
 * their clients: what Gschnitzer 2022 names as future work, between his central and his decentral
 * design.
 *
 * Where the platform has charts, Hazelcast's own makes the members' StatefulSet and Service, and is
 * transformed to what they need.
 */
export function hybrid(args: MethodArgs): Method {
	const { settings } = args;
	const tokens = createTokens(args);
	createPolicy(args);
	const spec = podSpec(args, tokens);
	const members = args.cluster.hasCharts ? membersByChart(args, spec) : createMembers(args, spec);
	return {
		sidecars: [],
		volumes: [],
		environment: [
			{
				name: "CONSENSUS_URL",
				value: Array.from({ length: settings.members }, (_, i) => `http://${name}-${i}.${name}:${clientPort}`).join(),
			},
			{
				name: "CONSENSUS_TOKEN",
				valueFrom: { secretKeyRef: { name: tokens, key: "clients" } },
			},
		],
		store: {
			name: "Hazelcast",
			version: hazelcastVersion,
			standsInFor: null,
		},
		incarnation: members,
	};
}

/**
 * What members show one another, and what clients show them; made once and kept in the stack's
 * state, encrypted.
 */
function createTokens({ cluster, namespace }: MethodArgs): pulumi.Output<string> {
	return new k8s.core.v1.Secret(
		"hybrid-tokens",
		{
			metadata: { name: "hybrid-tokens", namespace },
			stringData: {
				peers: createSecretText("hybrid-peers"),
				clients: createSecretText("hybrid-clients"),
			},
		},
		{ provider: cluster.provider },
	).metadata.name;
}

/**
 * Only replicas ask for states, and only members reach a member's port, where the cluster's network
 * enforces such policies.
 */
function createPolicy({ cluster, namespace }: MethodArgs): void {
	const from = (matchLabels: Record<string, string>) => [{ podSelector: { matchLabels } }];
	new k8s.networking.v1.NetworkPolicy(
		name,
		{
			metadata: { name, namespace },
			spec: {
				podSelector: { matchLabels: memberLabels },
				policyTypes: ["Ingress"],
				ingress: [
					{ ports: [{ port: consensusPeerPort }] },
					{ ports: [{ port: clientPort }], from: from(replicaLabels) },
					{ ports: [{ port: memberPort }], from: from(memberLabels) },
				],
			},
		},
		{ provider: cluster.provider },
	);
}

/** @returns the states' incarnation */
function createMembers(
	{ cluster, settings, namespace }: MethodArgs,
	pod: k8s.types.input.core.v1.PodSpec,
): pulumi.Output<string> {
	const options = { provider: cluster.provider };
	const service = new k8s.core.v1.Service(
		name,
		{
			metadata: { name, namespace, annotations: skipAwait },
			spec: {
				clusterIP: "None",
				selector: memberLabels,
				ports: [{ name: "states", port: clientPort }],
				// Members find each other before any of them is ready.
				publishNotReadyAddresses: true,
			},
		},
		options,
	);
	return new k8s.apps.v1.StatefulSet(
		name,
		{
			metadata: {
				name,
				namespace,
				annotations: { [runAnnotation]: runOf(settings, cluster) },
			},
			spec: {
				replicas: settings.members,
				serviceName: service.metadata.name,
				podManagementPolicy: "Parallel",
				selector: { matchLabels: memberLabels },
				template: { metadata: { labels: memberLabels }, spec: pod },
			},
		},
		{ ...options, ...replacedByRun },
	).metadata.uid;
}

/** A member and its consensus replica. */
function podSpec(args: MethodArgs, tokens: pulumi.Output<string>): k8s.types.input.core.v1.PodSpec {
	const { members, replicas, mode } = args.settings;
	const { consensus, hazelcast } = memberContainers(args, {
		members,
		groupSize: members,
		peerToken: { name: tokens, key: "peers" },
	});
	return {
		automountServiceAccountToken: false,
		enableServiceLinks: false,
		terminationGracePeriodSeconds: 5,
		// A node's failure shall take a minority; where there are fewer nodes than members, so be it.
		topologySpreadConstraints: spreadOverNodes(memberLabels),
		securityContext: { fsGroup: imageUser },
		volumes: memberVolumes,
		containers: [
			{
				...consensus,
				env: [
					...consensus.env,
					{ name: "MODE", value: mode },
					{ name: "POD_PREFIX", value: name },
					{ name: "PEER_DOMAIN", value: name },
					{ name: "CLIENTS", value: String(replicas) },
					{ name: "CLIENT_TOKEN", valueFrom: { secretKeyRef: { name: tokens, key: "clients" } } },
					{ name: "HOST", value: "0.0.0.0" },
					{ name: "PORT", value: String(clientPort) },
				],
				ports: [...consensus.ports, { name: "states", containerPort: clientPort }],
				// An update goes on to the next Pod only when this one's member has its seat back.
				readinessProbe: { httpGet: { path: "/readyz", port: "peers" }, periodSeconds: 1 },
			},
			hazelcast,
		],
	};
}
