import fc from "fast-check";
import { expect, test } from "vitest";
import { charts } from "./catalogue.ts";
import { passes } from "./examplePasses.ts";
import { writtenDown } from "./known.ts";
import { type Known, knownFrom, unknownIn } from "./knownValues.ts";

test.each(passes)("$name: the chart knows every value that we pass", ({ chart, values }) => {
	expect(unknownIn(writtenDown(chart).values, values)).toEqual([]);
});

test("a misspelt value is noticed, wherever the chart reads each key by its name", () => {
	fc.assert(
		fc.property(
			fc
				.constantFrom(...passes)
				.chain(({ chart, values }) =>
					fc.tuple(
						fc.constant(writtenDown(chart).values),
						fc.constant(values),
						fc.constantFrom(...namedIn(writtenDown(chart).values, values)),
					),
				),
			fc.constantFrom("", "s", "_", "Enabled"),
			([known, values, path], ending) => {
				const key = path.at(-1) ?? "";
				const wrong = ending === "" ? `${key.slice(0, -1)}` : `${key}${ending}`;
				expect(unknownIn(known, renamed(values, path, wrong))).toEqual([[...path.slice(0, -1), wrong].join(".")]);
			},
		),
	);
});

test("values.yaml, templates and charts that are brought along tell what a chart knows", () => {
	const known = knownFrom({
		values: {
			size: 3,
			labels: {},
			image: { tag: "1" },
			config: { log: { level: "info" } },
			probe: { seconds: 1 },
			part: { on: true },
		},
		templates: [
			"image: {{ .Values.image.repository }}:{{ .Values.image.tag }}",
			"{{- range $section, $settings := .Values.config }}{{ end }}",
			"{{- with .Values.affinity }}\naffinity:\n{{ toYaml . | indent 8 }}\n{{- end }}",
			"{{- with .Values.probe }}\nseconds: {{ .seconds }}\n{{- end }}",
			'{{ index .Values "the-part" "on" }}',
			"{{ if .Values.rbac.create }}{{ end }}",
		],
		parts: [
			{ name: "part", known: { depth: "value" }, conditions: ["part.on"] },
			{ name: "absent", known: "any", conditions: ["absents.on"] },
		],
	});
	expect(known).toEqual({
		size: "value",
		labels: "any",
		image: { tag: "value", repository: "any" },
		config: "any",
		probe: { seconds: "value" },
		part: { on: "value", depth: "value" },
		absent: "any",
		absents: { on: "any" },
		affinity: "any",
		"the-part": { on: "any" },
		rbac: { create: "any" },
	});
	expect(
		unknownIn(known, {
			sizes: 1,
			labels: { a: { b: 1 } },
			image: { tags: "1" },
			size: { of: 1 },
			probe: { seconds: 2 },
		}),
	).toEqual(["sizes", "image.tags", "size.of"]);
});

test("it is written down for the pinned versions", () => {
	for (const chart of Object.values(charts)) {
		expect(Object.keys(writtenDown(chart).values).length).toBeGreaterThan(10);
	}
});

/** Paths of keys whose place is a map of which exactly certain keys are read. */
function namedIn(known: Known, values: object, path: string[] = []): string[][] {
	if (typeof known === "string") return [];
	return Object.entries(values).flatMap(([key, value]) => {
		const below = known[key] ?? "any";
		const nested = typeof value === "object" && !Array.isArray(value) ? namedIn(below, value, [...path, key]) : [];
		return [[...path, key], ...nested];
	});
}

function renamed(values: object, [key = "", ...rest]: string[], to: string): object {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) =>
			name !== key ? [name, value] : rest.length === 0 ? [to, value] : [name, renamed(value, rest, to)],
		),
	);
}
