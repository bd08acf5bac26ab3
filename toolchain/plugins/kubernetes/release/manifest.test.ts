import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { namesOf, objectsIn, objectsNamed } from "./manifest.ts";

test("objects are found in every way to write them", async () => {
	const manifest = `---
# Source: buoy/templates/a.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  labels:
    name: not-this
  name: "settings" # the name
data:
  text: |
    kind: NotThis
    metadata:
      name: nor-this
---
metadata: {name: flow, namespace: far}
kind: Deployment
apiVersion: apps/v1
---
# Nothing but a comment.

--- # Source: a
{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "json"}}
---
kind: Mooring
apiVersion: buoy.example/v1
metadata:

    # indented otherwise
    namespace: far
    name: 'deep.name'
`;
	expect(await objectsIn(manifest)).toEqual([
		{ apiVersion: "v1", kind: "ConfigMap", name: "settings" },
		{
			apiVersion: "apps/v1",
			kind: "Deployment",
			name: "flow",
			namespace: "far",
		},
		{ apiVersion: "v1", kind: "Secret", name: "json" },
		{
			apiVersion: "buoy.example/v1",
			kind: "Mooring",
			name: "deep.name",
			namespace: "far",
		},
	]);
});

test("names are grouped by kind and version, and sorted", async () => {
	expect(
		namesOf([
			{ apiVersion: "v1", kind: "Pod", name: "b", namespace: undefined },
			{ apiVersion: "v1", kind: "Pod", name: "a", namespace: undefined },
			{ apiVersion: "apps/v1", kind: "Deployment", name: "d", namespace: "n" },
		]),
	).toEqual({ "Deployment.apps/apps/v1": ["n/d"], "Pod/v1": ["a", "b"] });
});

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const object = fc.record({
	apiVersion: fc.oneof(
		fc.constant("v1"),
		fc.tuple(word, word).map(([group, tld]) => `${group}.${tld}/v1`),
	),
	kind: fc.stringMatching(/^[A-Z][a-z]{2,8}$/),
	name: word,
	namespace: fc.option(word, { nil: undefined }),
});

test("what any YAML writer makes of an object is read as the object", async () => {
	await fc.assert(
		fc.asyncProperty(
			object,
			fc.constantFrom(2, 4),
			fc.constantFrom("PLAIN", "QUOTE_DOUBLE" as const),
			fc.boolean(),
			async ({ apiVersion, kind, name, namespace }, indent, quotes, flow) => {
				const metadata = { labels: { name: "no" }, name, namespace };
				const text = stringify(
					{ metadata, kind, apiVersion },
					{
						indent,
						defaultStringType: quotes as "PLAIN",
						collectionStyle: flow ? "flow" : "any",
						keepUndefined: false,
					},
				);
				expect(await objectsIn(`---\n${text}`)).toEqual([
					{ apiVersion, kind, name, namespace },
				]);
			},
		),
	);
});

test("grouped names lead back to their objects", () => {
	fc.assert(
		fc.property(fc.array(object), (objects) => {
			const names = namesOf(objects);
			expect(namesOf(objectsNamed(names))).toEqual(names);
		}),
	);
});
