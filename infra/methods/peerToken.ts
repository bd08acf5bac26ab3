import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { createSecretText } from "../secrets.ts";
import type { MethodArgs } from "./method.ts";

/** A key of a Secret. */
export interface SecretKey {
	name: pulumi.Output<string>;
	key: string;
}

/** What consensus replicas show one another; made once and kept in the stack's state, encrypted. */
export function createPeerToken({ cluster, namespace }: Pick<MethodArgs, "cluster" | "namespace">): SecretKey {
	const { metadata } = new k8s.core.v1.Secret(
		"consensus-peers",
		{
			metadata: { name: "consensus-peers", namespace },
			stringData: { token: createSecretText("peer-token") },
		},
		{ provider: cluster.provider },
	);
	return { name: metadata.name, key: "token" };
}
