import { field, isObject } from "../../provider/values.ts";
import {
	condition,
	failed,
	READY,
	type Readiness,
	waiting,
} from "./readiness.ts";

/** Whether a Service's readiness depends on Pods: not when it is headless, external, or somebody else's to fill. */
export function needsEndpoints(service: unknown): boolean {
	const selector = field(service, "spec", "selector");
	return (
		field(service, "spec", "type") !== "ExternalName" &&
		field(service, "spec", "clusterIP") !== "None" &&
		isObject(selector) &&
		Object.keys(selector).length > 0
	);
}

/**
 * There is a Pod behind it, and, for a load balancer, an address before it.
 *
 * @param endpointSlices those of the Service
 */
export function serviceReadiness(
	service: unknown,
	endpointSlices: unknown[],
): Readiness {
	if (
		field(service, "spec", "type") === "LoadBalancer" &&
		!isFilled(field(service, "status", "loadBalancer", "ingress"))
	)
		return waiting("no load balancer has given it an address");
	if (!needsEndpoints(service)) return READY;
	const ready = endpointSlices
		.flatMap((slice) => field(slice, "endpoints") ?? [])
		.some(
			(endpoint) =>
				// Not said means ready, as EndpointSlice defines it.
				field(endpoint, "conditions", "ready") !== false &&
				isFilled(field(endpoint, "addresses")),
		);
	return ready
		? READY
		: waiting("no Pod that its selector matches is ready to serve");
}

/**
 * Bound, or left unbound on purpose until the first Pod uses it.
 *
 * @param storageClass the claim's, if it could be found
 */
export function persistentVolumeClaimReadiness(
	claim: unknown,
	storageClass: unknown,
): Readiness {
	const phase = field(claim, "status", "phase");
	if (phase === "Bound") return READY;
	if (phase === "Lost") return failed("its volume is lost");
	if (field(storageClass, "volumeBindingMode") === "WaitForFirstConsumer")
		return READY;
	return waiting("no volume is bound to it");
}

export function persistentVolumeReadiness(volume: unknown): Readiness {
	const phase = field(volume, "status", "phase");
	if (phase === "Failed")
		return failed(`it failed: ${field(volume, "status", "message")}`);
	return phase === "Available" || phase === "Bound"
		? READY
		: waiting(`it is ${phase ?? "Pending"}`);
}

export function namespaceReadiness(namespace: unknown): Readiness {
	const phase = field(namespace, "status", "phase");
	return phase === "Active" ? READY : waiting(`it is ${phase ?? "new"}`);
}

/** The API serves its kinds. */
export function customResourceDefinitionReadiness(crd: unknown): Readiness {
	const names = condition(crd, "NamesAccepted");
	if (names?.status === "False")
		return failed(`its names are refused: ${names.message}`);
	return condition(crd, "Established")?.status === "True"
		? READY
		: waiting("the API doesn't serve it yet");
}

function isFilled(value: unknown): boolean {
	return Array.isArray(value) && value.length > 0;
}
