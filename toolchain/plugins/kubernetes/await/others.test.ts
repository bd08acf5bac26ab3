import { expect, test } from "vitest";
import {
	customResourceDefinitionReadiness,
	namespaceReadiness,
	persistentVolumeClaimReadiness,
	persistentVolumeReadiness,
	serviceReadiness,
} from "./others.ts";

const selector = { app: "web" };
const slice = (ready: boolean | undefined) => ({
	endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready } }],
});

test("a Service is ready with the first ready endpoint", () => {
	const service = { spec: { selector, clusterIP: "10.0.0.5" } };
	expect(serviceReadiness(service, []).message).toBe(
		"no Pod that its selector matches is ready to serve",
	);
	expect(serviceReadiness(service, [{ endpoints: null }]).done).toBe(false);
	expect(serviceReadiness(service, [slice(false)]).done).toBe(false);
	expect(serviceReadiness(service, [slice(false), slice(true)]).done).toBe(
		true,
	);
	expect(serviceReadiness(service, [slice(undefined)]).done).toBe(true);
});

test("a headless Service, one without selector, and an external name are ready at once", () => {
	expect(
		serviceReadiness({ spec: { selector, clusterIP: "None" } }, []).done,
	).toBe(true);
	expect(serviceReadiness({ spec: { clusterIP: "10.0.0.5" } }, []).done).toBe(
		true,
	);
	expect(
		serviceReadiness({ spec: { selector, type: "ExternalName" } }, []).done,
	).toBe(true);
});

test("a load balancer needs an address too", () => {
	const spec = { selector, type: "LoadBalancer" };
	expect(serviceReadiness({ spec }, [slice(true)]).done).toBe(false);
	const status = { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } };
	expect(serviceReadiness({ spec, status }, [slice(true)]).done).toBe(true);
});

test("a claim is ready when bound, or when its class binds at first use", () => {
	expect(
		persistentVolumeClaimReadiness({ status: { phase: "Bound" } }, undefined)
			.done,
	).toBe(true);
	const pending = { status: { phase: "Pending" } };
	expect(persistentVolumeClaimReadiness(pending, undefined).done).toBe(false);
	expect(
		persistentVolumeClaimReadiness(pending, {
			volumeBindingMode: "WaitForFirstConsumer",
		}).done,
	).toBe(true);
	expect(
		persistentVolumeClaimReadiness({ status: { phase: "Lost" } }, undefined)
			.failed,
	).toBe(true);
});

test("a volume is ready when available, a namespace when active, a definition when established", () => {
	expect(
		persistentVolumeReadiness({ status: { phase: "Available" } }).done,
	).toBe(true);
	expect(persistentVolumeReadiness({}).message).toBe("it is Pending");
	expect(namespaceReadiness({ status: { phase: "Active" } }).done).toBe(true);
	expect(namespaceReadiness({ status: { phase: "Terminating" } }).done).toBe(
		false,
	);
	const crd = (type: string, status: string) => ({
		status: { conditions: [{ type, status, message: "taken" }] },
	});
	expect(
		customResourceDefinitionReadiness(crd("Established", "True")).done,
	).toBe(true);
	expect(
		customResourceDefinitionReadiness(crd("NamesAccepted", "False")),
	).toEqual({
		done: false,
		failed: true,
		message: "its names are refused: taken",
	});
});
