import type { Settings } from "./settings.ts";

/** Names and ports in the cluster that more than one part relies on. */
export interface Namespaces {
	application: string;
	observability: string;
}

/** Of a cluster that one stack has for itself. */
export const ownNamespaces: Namespaces = {
	application: "holdfast",
	observability: "holdfast-observability",
};

/** Of a cluster that others use, too: each stack has namespaces of its own. */
export function sharedNamespaces(stack: string): Namespaces {
	return {
		application: `holdfast-${stack}`,
		observability: `holdfast-${stack}-observability`,
	};
}

/** Where load runs that comes from Pods of its own. */
export function loadNamespace(application: string): string {
	return `${application}-load`;
}

export const applicationPort = 32_000;
export const observerPorts = { stream: 32_100, http: 32_101 } as const;
export const prometheusPort = 9090;

/** On each Pod: what it is. */
export const nameLabel = "app.kubernetes.io/name";

/** The replicas' label. */
export const replicaLabels = { [nameLabel]: "replica" } as const;

/** Where the State Controller answers, in the mode that has one. */
export const controllerPort = 32_300;

/** Kubernetes' own, on each Pod of a StatefulSet: its ordinal. */
export const podIndexLabel = "apps.kubernetes.io/pod-index";

/** On each Pod of an identity that has two: the name of its StatefulSet. */
export const setLabel = "holdfast.dev/set";

/** StatefulSet of the Pods that are there beside an identity's first one. */
export const standbyName = "standby";

/**
 * Names of the Pods that are there for the identities: of the first ones, and of those beside them
 * where there are such.
 */
export function replicaNames(replicas: number, standbys: boolean): string[] {
	return ["pod", ...(standbys ? [standbyName] : [])].flatMap((prefix) =>
		Array.from({ length: replicas }, (_, i) => `${prefix}-${i}`),
	);
}

/** On each replica: which incarnation of the stored states it belongs to. */
export const statesLabel = "holdfast.dev/states";

/** Kubernetes' own, on each node: its name. */
export const hostnameLabel = "kubernetes.io/hostname";

/** On what must begin afresh with each run: its state is that of one run. */
export const runAnnotation = "holdfast.dev/run";

/** Value of `runAnnotation`: other images begin another run, too. */
export function runOf({ run }: Pick<Settings, "run">, { images }: { images: { app: { reference: string } } }): string {
	return `${run} ${images.app.reference}`;
}
