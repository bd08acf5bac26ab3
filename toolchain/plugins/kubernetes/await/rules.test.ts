import { expect, test } from "vitest";
import { companionsOf, labelSelector, podsOf, readiness } from "./rules.ts";

const set = {
	apiVersion: "apps/v1",
	kind: "StatefulSet",
	metadata: { name: "pod", namespace: "holdfast" },
	spec: { selector: { matchLabels: { app: "replica" } } },
	status: { updateRevision: "pod-5d4" },
};

test("kinds without a rule are ready as soon as they exist", () => {
	expect(readiness({ apiVersion: "v1", kind: "ConfigMap" }, []).done).toBe(
		true,
	);
	expect(
		readiness({ apiVersion: "example.com/v1", kind: "Pod" }, []).done,
	).toBe(true);
	expect(readiness({ apiVersion: "v1", kind: "Pod" }, []).done).toBe(false);
});

test("the Pods of a workload are found by its selector, those of the latest revision where it has one", () => {
	expect(podsOf(set, { latestRevision: true })).toBe(
		"/api/v1/namespaces/holdfast/pods?labelSelector=app%3Dreplica%2Ccontroller-revision-hash%3Dpod-5d4",
	);
	expect(podsOf(set, { latestRevision: false })).toBe(
		"/api/v1/namespaces/holdfast/pods?labelSelector=app%3Dreplica",
	);
	expect(
		podsOf({ ...set, spec: {}, status: {} }, { latestRevision: true }),
	).toBeUndefined();
	expect(
		podsOf({ ...set, kind: "ControllerRevision" }, { latestRevision: true }),
	).toBeUndefined();
});

test("a Service depends on its EndpointSlices, a claim on its class, others on nothing", () => {
	const service = {
		apiVersion: "v1",
		kind: "Service",
		metadata: { name: "web", namespace: "n" },
		spec: { selector: { app: "web" } },
	};
	expect(companionsOf(service)).toBe(
		"/apis/discovery.k8s.io/v1/namespaces/n/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dweb",
	);
	expect(
		companionsOf({ ...service, spec: { clusterIP: "None" } }),
	).toBeUndefined();
	expect(
		companionsOf({
			apiVersion: "v1",
			kind: "PersistentVolumeClaim",
			spec: { storageClassName: "fast" },
		}),
	).toBe("/apis/storage.k8s.io/v1/storageclasses/fast");
	expect(companionsOf(set)).toBeUndefined();
});

test("a selector is written as queries write it", () => {
	expect(
		labelSelector({
			matchLabels: { a: "b" },
			matchExpressions: [
				{ key: "c", operator: "In", values: ["d", "e"] },
				{ key: "f", operator: "NotIn", values: ["g"] },
				{ key: "h", operator: "Exists" },
				{ key: "i", operator: "DoesNotExist" },
			],
		}),
	).toBe("a=b,c in (d,e),f notin (g),h,!i");
});
