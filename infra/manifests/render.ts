import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/index.js";
import { namedParts, type Parts } from "../cluster/parts.ts";
import { createLaboratory } from "../laboratory.ts";
import type { Settings } from "../settings.ts";
import { inOrder, type Manifest, manifestOf } from "./manifest.ts";

/** What a cluster would answer, so that the program's next stage has something to go on from. */
const report = {
	instance: "instance",
	server: "https://api",
	version: "v1",
	kind: "v1",
	docker: "1",
	containerd: "1",
};

/**
 * Everything that a stack would create in its cluster. The program runs as in `pulumi up`, but with
 * nobody behind it: no cluster, no command line and no provider of Pulumi is needed, and nothing is
 * made.
 *
 * Only one at a time: Pulumi knows one program in a process.
 */
export async function renderStack(settings: Settings, parts: Parts = namedParts()): Promise<Manifest[]> {
	const manifests: Manifest[] = [];
	await pulumi.runtime.setMocks(
		{
			newResource(resource) {
				const manifest = manifestOf(resource);
				if (manifest) manifests.push(manifest);
				return { id: resource.name, state: stateOf(resource) };
			},
			call: ({ inputs }) => inputs,
		},
		"holdfast",
		settings.stack,
	);
	await pulumi.runtime.runInPulumiStack(async () => createLaboratory(settings, parts));
	await pulumi.runtime.disconnect();
	return inOrder(manifests);
}

function stateOf({ type, name, inputs }: MockResourceArgs) {
	if (type === "command:local:Command") {
		// What isn't logged is a secret.
		const secret = inputs.logging === "none";
		return {
			...inputs,
			stdout: secret ? `(secret: ${name})` : JSON.stringify(report),
		};
	}
	return type.startsWith("kubernetes:")
		? { ...inputs, metadata: { ...inputs.metadata, uid: `uid-of-${name}` } }
		: inputs;
}
