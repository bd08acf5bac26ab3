import { endpointsOf, kubeletTargets, type PodMonitor, targetsFile } from "./configuration.ts";

/** What is looked at of a Pod (v1). */
export interface Pod {
	metadata: {
		name: string;
		namespace: string;
		labels?: Record<string, string>;
	};
	spec: { containers: Container[]; initContainers?: Container[] };
	status: { phase?: string; podIP?: string };
}

interface Container {
	name: string;
	ports?: { containerPort: number }[];
}

/** What is looked at of a Node (v1). */
export interface Node {
	metadata: { name: string };
	status: { addresses?: { type: string; address: string }[] };
}

/** As Prometheus reads them from a file. */
interface TargetGroup {
	targets: string[];
	labels: Record<string, string>;
}

const kubeletPort = 10_250;

/** File → the targets in it. The labels are those that Prometheus' operator gives. */
export function targetFiles(
	monitors: readonly PodMonitor[],
	pods: readonly Pod[],
	nodes: readonly Node[],
): Record<string, TargetGroup[]> {
	const jobs = monitors.flatMap((monitor) =>
		endpointsOf(monitor).map(({ name, endpoint }) => [
			targetsFile(name),
			pods.filter((pod) => isSelected(monitor, pod)).flatMap((pod) => podTargets(monitor, endpoint.portNumber, pod)),
		]),
	);
	return {
		...Object.fromEntries(jobs),
		[kubeletTargets]: nodes.flatMap(kubeletTarget),
	};
}

function isSelected({ metadata, spec }: PodMonitor, pod: Pod): boolean {
	const { labels = {}, namespace } = pod.metadata;
	const { phase, podIP } = pod.status;
	return (
		namespace === metadata.namespace &&
		podIP !== undefined &&
		phase !== "Succeeded" &&
		phase !== "Failed" &&
		Object.entries(spec.selector.matchLabels ?? {}).every(([label, value]) => labels[label] === value)
	);
}

function podTargets(monitor: PodMonitor, port: number | undefined, { metadata, spec, status }: Pod): TargetGroup[] {
	return [...spec.containers, ...(spec.initContainers ?? [])]
		.filter(({ ports = [] }) => ports.some(({ containerPort }) => containerPort === port))
		.map((container) => ({
			targets: [`${status.podIP}:${port}`],
			labels: {
				namespace: metadata.namespace,
				pod: metadata.name,
				container: container.name,
				job: `${monitor.metadata.namespace}/${monitor.metadata.name}`,
				endpoint: String(port),
			},
		}));
}

function kubeletTarget({ metadata, status }: Node): TargetGroup[] {
	const address = status.addresses?.find(({ type }) => type === "InternalIP");
	return address === undefined
		? []
		: [
				{
					targets: [`${address.address}:${kubeletPort}`],
					labels: { node: metadata.name },
				},
			];
}
