import fc from "fast-check";
import { expect, test } from "vitest";
import { field, UNKNOWN } from "../provider/values.ts";
import { dnsLabel, idOf, isAutonamed, parseId, withName } from "./names.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const seed = new Uint8Array([1, 2, 3]);
const name = (inputs: unknown) => field(inputs, "metadata", "name");

test("a given name stays, and the default namespace is added to kinds that live in one", () => {
	expect(
		withName(
			{ ...configMap, metadata: { name: "a" } },
			"r",
			undefined,
			seed,
			"ns",
		),
	).toEqual({ ...configMap, metadata: { name: "a", namespace: "ns" } });
	const role = {
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "ClusterRole",
	};
	expect(
		withName({ ...role, metadata: { name: "a" } }, "r", undefined, seed, "ns"),
	).toEqual({ ...role, metadata: { name: "a" } });
});

test("a missing name is made of the resource's and 8 hex digits, and kept from then on", () => {
	const first = withName(configMap, "My Settings", undefined, seed, "default");
	expect(name(first)).toMatch(/^my-settings-[0-9a-f]{8}$/);
	expect(isAutonamed(first)).toBe(true);
	const later = withName(
		configMap,
		"My Settings",
		first,
		new Uint8Array(),
		"default",
	);
	expect(name(later)).toBe(name(first));
	expect(
		withName(configMap, "My Settings", undefined, seed, "default"),
	).toEqual(first);
});

test("a name that was given before is not kept when it is taken away", () => {
	const before = { ...configMap, metadata: { name: "given" } };
	expect(name(withName(configMap, "r", before, seed, "default"))).not.toBe(
		"given",
	);
});

test("generateName begins the name", () => {
	const inputs = { ...configMap, metadata: { generateName: "job." } };
	expect(name(withName(inputs, "r", undefined, seed, "default"))).toMatch(
		/^job\.[0-9a-f]{8}$/,
	);
});

test("what is unknown stays unknown", () => {
	const unknown = { ...configMap, metadata: UNKNOWN };
	expect(withName(unknown, "r", undefined, seed, "default")).toEqual(unknown);
	const named = { ...configMap, metadata: { name: UNKNOWN } };
	expect(name(withName(named, "r", undefined, seed, "default"))).toBe(UNKNOWN);
	expect(idOf(named)).toBe("");
});

test("any resource name gives a valid beginning of a Kubernetes name", () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(dnsLabel(text)).toMatch(/^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/);
		}),
	);
});

test("an id holds namespace and name", () => {
	expect(idOf({ metadata: { name: "a", namespace: "n" } })).toBe("n/a");
	expect(idOf({ metadata: { name: "a" } })).toBe("a");
	expect(parseId("n/a")).toEqual({ namespace: "n", name: "a" });
	expect(parseId("a")).toEqual({ namespace: undefined, name: "a" });
});
