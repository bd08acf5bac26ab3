import { expect, test } from "vitest";
import { UNKNOWN } from "../provider/values.ts";
import { applyBody, outputsOf, previewOutputs } from "./objects.ts";

test("nulls and status are not applied; empty objects are", () => {
	expect(
		applyBody(
			{
				apiVersion: "v1",
				kind: "Pod",
				metadata: { name: "a", labels: null },
				spec: { volumes: [{ emptyDir: {}, x: null }] },
				status: { phase: "Running" },
			},
			"default",
		),
	).toEqual({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: "a", namespace: "default" },
		spec: { volumes: [{ emptyDir: {} }] },
	});
});

test("a Secret's stringData becomes data", () => {
	expect(
		applyBody(
			{
				apiVersion: "v1",
				kind: "Secret",
				metadata: { name: "a" },
				data: { a: "eA==" },
				stringData: { b: "ä" },
			},
			undefined,
		),
	).toEqual({
		apiVersion: "v1",
		kind: "Secret",
		metadata: { name: "a" },
		data: { a: "eA==", b: "w6Q=" },
	});
});

test("outputs leave out the field managers", () => {
	expect(
		outputsOf({ kind: "A", metadata: { name: "a", managedFields: [{}] } }),
	).toEqual({ kind: "A", metadata: { name: "a" } });
});

const service = {
	apiVersion: "v1",
	kind: "Service",
	metadata: { name: "web" },
	spec: { ports: [] },
};

test("in a preview, what the cluster fills in is unknown", () => {
	expect(previewOutputs(service, undefined)).toEqual({
		...service,
		metadata: {
			name: "web",
			uid: UNKNOWN,
			resourceVersion: UNKNOWN,
			creationTimestamp: UNKNOWN,
		},
		spec: { ports: [], clusterIP: UNKNOWN, clusterIPs: UNKNOWN },
		status: UNKNOWN,
	});
	expect(
		previewOutputs({ ...service, spec: { clusterIP: "None" } }, undefined).spec,
	).toMatchObject({ clusterIP: "None" });
});

test("in the preview of an update, what stays is known", () => {
	expect(
		previewOutputs(service, {
			metadata: { uid: "u", creationTimestamp: "t", resourceVersion: "1" },
			spec: { clusterIP: "10.0.0.5", clusterIPs: ["10.0.0.5"] },
		}),
	).toMatchObject({
		metadata: { uid: "u", creationTimestamp: "t", resourceVersion: UNKNOWN },
		spec: { clusterIP: "10.0.0.5", clusterIPs: ["10.0.0.5"] },
	});
});

test("what isn't known at all stays so", () => {
	expect(
		previewOutputs({ ...service, metadata: UNKNOWN, spec: UNKNOWN }, undefined),
	).toMatchObject({ metadata: UNKNOWN, spec: UNKNOWN });
});
