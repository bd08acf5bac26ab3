import type { Workspace } from "../workspace.ts";

/** A container that runs in a cluster, or did. */
export interface RunningImage {
	pod: string;
	node: string;
	/** Such as `registry.example.com/team/app@sha256:…`: what the node's container runtime took. */
	image: string;
}

interface PodList {
	items: {
		metadata: { name: string };
		spec: { nodeName?: string };
		status: {
			initContainerStatuses?: { imageID: string }[];
			containerStatuses?: { imageID: string }[];
		};
	}[];
}

/** The images of all containers in some namespaces. */
export async function runningImages(
	workspace: Workspace,
	context: string,
	namespaces: readonly string[],
): Promise<RunningImage[]> {
	const lists = await Promise.all(
		namespaces.map(async (namespace) => {
			const { output } = await workspace.run(
				...["kubectl", "--context", context, "--namespace", namespace],
				...["get", "pods", "--output=json"],
			);
			return JSON.parse(output) as PodList;
		}),
	);
	return lists
		.flatMap(({ items }) => items)
		.flatMap(({ metadata, spec, status }) =>
			[...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(({ imageID }) => ({
				pod: metadata.name,
				node: spec.nodeName ?? "",
				image: imageID,
			})),
		);
}
