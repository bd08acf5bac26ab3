import { expect, test } from "vitest";
import { changesBetween } from "../provider/changes.ts";
import { needsReplacement, standsInTheWay } from "./replacement.ts";

/** The paths whose change replaces the object. */
function replaced(
	before: object,
	after: object,
	outputs: object = before,
): string[] {
	const replaces = needsReplacement({ inputs: before, outputs }, after);
	return changesBetween(before, after)
		.filter(replaces)
		.map(({ path }) => path.join("."));
}

const set = {
	apiVersion: "apps/v1",
	kind: "StatefulSet",
	metadata: { name: "pod", labels: { a: "b" } },
	spec: { serviceName: "s", replicas: 1, template: { spec: { a: 1 } } },
};

test("a StatefulSet is updated in place in what the API allows, and replaced for the rest of its spec", () => {
	expect(
		replaced(set, {
			...set,
			metadata: { name: "pod" },
			spec: {
				...set.spec,
				replicas: 2,
				template: { spec: { a: 2 } },
				updateStrategy: { type: "OnDelete" },
				minReadySeconds: 1,
			},
		}),
	).toEqual([]);
	expect(
		replaced(set, {
			...set,
			spec: { ...set.spec, serviceName: "t", podManagementPolicy: "Parallel" },
		}),
	).toEqual(["spec.serviceName", "spec.podManagementPolicy"]);
});

test("another name, namespace or kind is another object; another version of its group is not", () => {
	expect(
		replaced(set, {
			...set,
			metadata: { ...set.metadata, name: "x", namespace: "n" },
		}),
	).toEqual(["metadata.name", "metadata.namespace"]);
	expect(replaced(set, { ...set, apiVersion: "apps/v2" })).toEqual([]);
	expect(replaced(set, { ...set, kind: "DaemonSet" })).toContain("kind");
});

test("a selector, a role reference, a Job's template can't be changed", () => {
	const deployment = {
		apiVersion: "apps/v1",
		kind: "Deployment",
		spec: { replicas: 1, selector: { matchLabels: { a: "b" } } },
	};
	expect(
		replaced(deployment, {
			...deployment,
			spec: { replicas: 2, selector: { matchLabels: { a: "c" } } },
		}),
	).toEqual(["spec.selector.matchLabels.a"]);
	const binding = {
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "RoleBinding",
		roleRef: { name: "a" },
	};
	expect(replaced(binding, { ...binding, roleRef: { name: "b" } })).toEqual([
		"roleRef.name",
	]);
	const job = {
		apiVersion: "batch/v1",
		kind: "Job",
		spec: { template: { spec: { x: 1 } }, parallelism: 1 },
	};
	expect(
		replaced(job, {
			...job,
			spec: { template: { spec: { x: 2 } }, parallelism: 2 },
		}),
	).toEqual(["spec.template.spec.x"]);
});

test("data of an immutable ConfigMap can't be changed, its labels can", () => {
	const map = {
		apiVersion: "v1",
		kind: "ConfigMap",
		immutable: true,
		data: { a: "1" },
		metadata: {},
	};
	expect(
		replaced(map, {
			...map,
			data: { a: "2" },
			metadata: { labels: { a: "b" } },
		}),
	).toEqual(["data.a"]);
	expect(
		replaced({ ...map, immutable: false }, { ...map, data: { a: "2" } }),
	).toEqual([]);
});

test("a Service is replaced only when its address really moves", () => {
	const service = (clusterIP?: string) => ({
		apiVersion: "v1",
		kind: "Service",
		spec: { ...(clusterIP !== undefined && { clusterIP }) },
	});
	const given = service("10.0.0.5");
	expect(replaced(service(), service("10.0.0.5"), given)).toEqual([]);
	expect(replaced(given, service(), given)).toEqual([]);
	expect(replaced(service(), service("10.0.0.6"), given)).toEqual([
		"spec.clusterIP",
	]);
	expect(replaced(service(), service("None"), given)).toEqual([
		"spec.clusterIP",
	]);
	expect(replaced(service("None"), service(), service("None"))).toEqual([
		"spec.clusterIP",
	]);
});

test("a Pod is replaced for anything but its image and tolerations", () => {
	const pod = (spec: object) => ({ apiVersion: "v1", kind: "Pod", spec });
	expect(
		replaced(
			pod({ containers: [{ image: "a", command: ["x"] }], tolerations: [] }),
			pod({
				containers: [{ image: "b", command: ["y"] }],
				tolerations: [{ key: "k" }],
			}),
		),
	).toEqual(["spec.containers.0.command.0"]);
});

test("an object stands in its replacement's way when place and name stay and were given", () => {
	const at = (name: string, namespace: string, annotations = {}) => ({
		metadata: { name, namespace, annotations },
	});
	expect(standsInTheWay(at("a", "n"), at("a", "n"))).toBe(true);
	expect(standsInTheWay(at("a", "n"), at("b", "n"))).toBe(false);
	expect(standsInTheWay(at("a", "n"), at("a", "m"))).toBe(false);
	const autonamed = { "pulumi.com/autonamed": "true" };
	expect(standsInTheWay(at("a-1", "n"), at("a-1", "n", autonamed))).toBe(false);
});
