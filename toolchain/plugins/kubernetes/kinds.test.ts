import { expect, test } from "vitest";
import { groupKind, isNamespaced, kindOf, kindOfType } from "./kinds.ts";

test("a type token gives the kind", () => {
	expect(kindOfType("kubernetes:core/v1:Service")).toEqual({
		apiVersion: "v1",
		kind: "Service",
	});
	expect(kindOfType("kubernetes:apps/v1:StatefulSet")).toEqual({
		apiVersion: "apps/v1",
		kind: "StatefulSet",
	});
	expect(kindOfType("kubernetes:yaml:ConfigFile")).toBeUndefined();
	expect(kindOfType("command:local:Command")).toBeUndefined();
});

test("the version of a kind doesn't matter to what it is", () => {
	expect(groupKind({ apiVersion: "apps/v1beta2", kind: "Deployment" })).toBe(
		"Deployment.apps",
	);
	expect(groupKind({ apiVersion: "v1", kind: "Pod" })).toBe("Pod");
});

test("built-in kinds are known to live in a namespace or not; others are left to the cluster", () => {
	expect(isNamespaced({ apiVersion: "v1", kind: "ConfigMap" })).toBe(true);
	expect(isNamespaced({ apiVersion: "v1", kind: "Namespace" })).toBe(false);
	expect(
		isNamespaced({
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "ClusterRole",
		}),
	).toBe(false);
	expect(
		isNamespaced({
			apiVersion: "monitoring.coreos.com/v1",
			kind: "Prometheus",
		}),
	).toBeUndefined();
});

test("an object without apiVersion or kind has no kind", () => {
	expect(kindOf({ apiVersion: "v1" })).toBeUndefined();
	expect(kindOf(undefined)).toBeUndefined();
});
