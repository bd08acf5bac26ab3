import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { hostnameLabel, runAnnotation } from "../names.ts";
import { restrictedContainer } from "../security.ts";
import { skipAwait } from "./skipAwait.ts";

/** A server of which there is one, and the Service of the same name in front of it. */
export interface SingletonArgs {
	cluster: Cluster;
	namespace: pulumi.Output<string>;
	image: string;
	/** Port name → number; `http` is probed. */
	ports: Readonly<{ http: number } & Record<string, number>>;
	/** Answers 200 when the server is ready. */
	readinessPath: string;
	requests: { memory: string; cpu: string };
	container?: Partial<k8s.types.input.core.v1.Container>;
	pod?: Partial<k8s.types.input.core.v1.PodSpec>;
	/** With another value it starts from nothing; without one it outlives the runs. */
	run?: string;
	dependsOn?: pulumi.Resource;
}

export function createSingleton(
	name: string,
	args: SingletonArgs,
): { deployment: k8s.apps.v1.Deployment; service: k8s.core.v1.Service } {
	const { cluster, namespace, run } = args;
	const options = { provider: cluster.provider };
	const labels = { "app.kubernetes.io/name": name };
	const ports = Object.entries(args.ports);
	const deployment = new k8s.apps.v1.Deployment(
		name,
		{
			metadata: {
				name,
				namespace,
				...(run && { annotations: { [runAnnotation]: run } }),
			},
			spec: {
				replicas: 1,
				// What it holds lies in memory: there is nothing to hand over to a second one.
				strategy: { type: "Recreate" },
				selector: { matchLabels: labels },
				template: {
					metadata: { labels },
					spec: {
						automountServiceAccountToken: false,
						enableServiceLinks: false,
						terminationGracePeriodSeconds: 1,
						...(cluster.apparatusNode && {
							nodeSelector: { [hostnameLabel]: cluster.apparatusNode },
						}),
						...args.pod,
						containers: [
							{
								name,
								image: args.image,
								ports: ports.map(([port, containerPort]) => ({
									name: port,
									containerPort,
								})),
								readinessProbe: {
									httpGet: { path: args.readinessPath, port: "http" },
									periodSeconds: 1,
								},
								resources: { requests: args.requests },
								securityContext: restrictedContainer,
								...args.container,
							},
						],
					},
				},
			},
		},
		{
			...options,
			...(args.dependsOn && { dependsOn: args.dependsOn }),
			...(run && {
				replaceOnChanges: ["metadata.annotations"],
				deleteBeforeReplace: true,
			}),
		},
	);
	const service = new k8s.core.v1.Service(
		name,
		{
			metadata: { name, namespace, annotations: skipAwait },
			spec: {
				selector: labels,
				ports: ports.map(([port, number]) => ({ name: port, port: number })),
			},
		},
		// Whoever has its address finds the server ready.
		{ ...options, dependsOn: deployment },
	);
	return { deployment, service };
}
