import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { restrictedContainer } from "../../security.ts";
import type { MethodArgs } from "../method.ts";
import { databaseScript } from "./databaseScript.ts";
import { storeName, storePort } from "./store.ts";

/** A Job that doesn't end says in its log what is missing. */
const limitSeconds = 300;

/**
 * Makes the database of a run, once, so that nobody who reads or writes states ever has to: to
 * those a node that knows of no database is one that can't answer. It runs in the application's
 * image, the one with Node that is there on every platform.
 */
export function createDatabase(
	{ cluster, namespace }: Pick<MethodArgs, "cluster" | "namespace">,
	args: {
		database: pulumi.Input<string>;
		/** How many nodes the store has. */
		nodes: number;
		/** Whether it also finishes the cluster, which the chart's own Job does otherwise. */
		finish: boolean;
		credentials: Record<"user" | "password", k8s.types.input.core.v1.EnvVarSource>;
		dependsOn: pulumi.Resource[];
	},
): k8s.batch.v1.Job {
	const { user, password } = args.credentials;
	const name = "central-database";
	return new k8s.batch.v1.Job(
		name,
		{
			metadata: { name, namespace },
			spec: {
				backoffLimit: 3,
				activeDeadlineSeconds: limitSeconds,
				template: {
					metadata: { labels: { "app.kubernetes.io/name": name } },
					spec: {
						restartPolicy: "Never",
						automountServiceAccountToken: false,
						enableServiceLinks: false,
						containers: [
							{
								name: "database",
								image: cluster.images.app.reference,
								command: ["/usr/local/bin/node", "--input-type=module", "--eval", databaseScript],
								env: [
									{ name: "URL", value: `http://${storeName}:${storePort}` },
									{ name: "DATABASE", value: args.database },
									{ name: "NODES", value: String(args.nodes) },
									...(args.finish ? [{ name: "FINISH", value: "yes" }] : []),
									{ name: "COUCHDB_USER", valueFrom: user },
									{ name: "COUCHDB_PASSWORD", valueFrom: password },
								],
								resources: { requests: { memory: "32Mi", cpu: "10m" } },
								securityContext: restrictedContainer,
							},
						],
					},
				},
			},
		},
		{
			provider: cluster.provider,
			dependsOn: args.dependsOn,
			// Another run has another database, and a Job can't be changed.
			deleteBeforeReplace: true,
		},
	);
}
