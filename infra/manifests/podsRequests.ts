import type { PodsRequest, Resources } from "../cluster/existing/room.ts";
import { quantity } from "../kubernetes/quantity.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The part of a Deployment and a StatefulSet that says how many Pods there are, and what they ask
 * for.
 */
interface Workload {
	spec: {
		replicas: number;
		template: {
			spec: { containers: Container[]; initContainers?: Container[] };
		};
	};
}

interface Container {
	/** `Always` of a sidecar, which stays as long as the Pod does. */
	restartPolicy?: string;
	resources?: { requests?: { memory?: string; cpu?: string } };
}

/** What the Pods of a stack ask for, but for those that come with charts. */
export function podsRequests(manifests: readonly Manifest[]): PodsRequest[] {
	return manifests
		.filter(({ document }) => ["Deployment", "StatefulSet"].includes(document.kind))
		.map(({ document }) => {
			const { spec } = document as unknown as Workload;
			const { name } = document.metadata as { name: string };
			const { containers, initContainers = [] } = spec.template.spec;
			const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
			return {
				of: `${document.kind} ${name}`,
				pods: spec.replicas,
				...together([...containers, ...sidecars]),
			};
		});
}

function together(containers: readonly Container[]): Resources {
	const total = (resource: "memory" | "cpu") =>
		containers.reduce((sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? "0"), 0);
	return {
		memoryBytes: total("memory"),
		millicores: Math.round(total("cpu") * 1000),
	};
}
