import fc from "fast-check";
import { expect, test } from "vitest";
import { differences } from "./differences.ts";
import type { Manifest } from "./manifest.ts";

const manifest = (resource: string, fields: Record<string, unknown>): Manifest => ({
	resource,
	document: { apiVersion: "v1", kind: "Thing", ...fields },
});
const anyFields = fc.dictionary(fc.string(), fc.jsonValue());

test("a field is named by its path, with lists' elements by their names", () => {
	const pod = (image: string) => manifest("pod", { spec: { containers: [{ name: "app", image }] } });
	expect(differences([pod("old")], [pod("new")]).changed).toEqual({
		pod: { "spec.containers[app].image": "new" },
	});
});

test("a field that is gone is null, and an empty list isn't the same as none", () => {
	const from = [manifest("a", { size: 3, parts: [] })];
	expect(differences(from, [manifest("a", {})]).changed).toEqual({
		a: { size: null, parts: null },
	});
});

test("a configuration file is compared by its own fields", () => {
	const file = (port: number) => manifest("a", { data: { "x.yml": `jobs:\n  - port: ${port}\n` } });
	expect(differences([file(1)], [file(2)]).changed).toEqual({
		a: { "data.x.yml.jobs[0].port": 2 },
	});
});

test("resources that are on one side only are told", () => {
	const only = manifest("only", {});
	expect(differences([only], [])).toMatchObject({
		without: ["only"],
		with: [],
	});
	expect(differences([], [only])).toMatchObject({
		without: [],
		with: [only.document],
	});
});

test("nothing differs from itself, and a changed text never goes unseen", () => {
	fc.assert(
		fc.property(anyFields, fc.string(), fc.string(), (fields, from, to) => {
			const with_ = (note: string) => [manifest("a", { ...fields, spec: { note, list: [fields, note] } })];
			const { changed } = differences(with_(from), with_(to));
			expect(Object.keys(changed)).toHaveLength(from === to ? 0 : 1);
		}),
	);
});
