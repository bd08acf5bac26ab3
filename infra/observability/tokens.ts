import { createHmac } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Writer, writers } from "../../images/observer/src/authorization.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { createSecretText } from "../secrets.ts";

/** Who writes to the observer from a Pod of the application's namespace. */
const inApplication = ["application", "consensus", "controller", "store"] as const satisfies readonly Writer[];
export type PodWriter = (typeof inApplication)[number];

const name = "observer-tokens";

/** What those show who write to the observer. */
export interface ObserverTokens {
	/** As the observer itself is given all of them. */
	environment: k8s.types.input.core.v1.EnvVar[];
	/** As a Pod of the application's namespace is given its own. */
	of(writer: PodWriter): k8s.types.input.core.v1.EnvVarSource;
	/** As programs on the host are given theirs; secrets of the stack. */
	scenario: pulumi.Output<string>;
	clients: pulumi.Output<string>;
}

/**
 * The tokens follow from one random text, and none tells of another: one is made as fast as six.
 */
export function createObserverTokens({
	cluster,
	namespace,
	applicationNamespace,
}: {
	cluster: Cluster;
	namespace: pulumi.Output<string>;
	applicationNamespace: pulumi.Output<string>;
}): ObserverTokens {
	const root = createSecretText(name);
	const tokenOf = (writer: Writer) =>
		root.apply((text) => createHmac("sha256", text).update(writer).digest("base64url"));
	const secretIn = (resource: string, namespace: pulumi.Output<string>, keys: readonly Writer[]) =>
		new k8s.core.v1.Secret(
			resource,
			{
				metadata: { name, namespace },
				stringData: Object.fromEntries(keys.map((writer) => [writer, tokenOf(writer)])),
			},
			{ provider: cluster.provider },
		).metadata.name;
	const ofObserver = secretIn(name, namespace, writers);
	const ofPods = secretIn("writer-tokens", applicationNamespace, inApplication);
	return {
		environment: writers.map((key) => ({
			name: `${key.toUpperCase()}_TOKEN`,
			valueFrom: { secretKeyRef: { name: ofObserver, key } },
		})),
		of: (key) => ({ secretKeyRef: { name: ofPods, key } }),
		scenario: tokenOf("scenario"),
		clients: tokenOf("clients"),
	};
}
