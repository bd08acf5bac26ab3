import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { readSample } from "../sample.ts";
import type { Picture } from "./picture.ts";
import { studyPictures } from "./study.ts";
import { type Synthetic, syntheticPictureContext, syntheticTables } from "./tables.fixture.ts";

function pictures(made: Synthetic = {}): Picture[] {
	return studyPictures(syntheticTables(made), syntheticPictureContext(made));
}

const all = pictures();
const named = (name: string, from = all) => {
	const picture = from.find((each) => each.name.startsWith(name));
	if (picture === undefined) throw new Error(`There is no picture ${name}.`);
	return picture;
};
const numbers = ["5-1", "5-2", "5-3", "5-4", "5-5", "5-6", "5-7"];

function drawn({ panels }: Picture) {
	const documents = panels.map(({ svg }) => parseHTML(`<html><body>${svg}</body></html>`).document);
	const texts = (selector: string) =>
		documents.map((document) =>
			[...document.querySelectorAll(selector)].map(({ textContent }) => textContent as string),
		);
	return {
		texts,
		count: (selector: string) => documents.map((document) => document.querySelectorAll(selector).length),
	};
}

/**
 * SHA-256 of the tables as they were before the figures were drawn by one framework: columns and
 * rows, digit for digit.
 */
const tables: Readonly<Record<string, string>> = {
	"study quick (delete-pods) figure-5-4": "913d3cf9028b656f",
	"study thesis-calm (no faults) figure-5-1": "89ddd11d2c48e91a",
	"study thesis-calm (no faults) figure-5-2": "0f8008676e7781c0",
	"study thesis-calm (no faults) figure-5-3": "dd72cb52f21aa756",
	"study thesis-calm (no faults) figure-5-4": "788fe3a68b4a6de3",
	"study thesis (delete-pods) figure-5-1": "10f4e93b89ae2ea2",
	"study thesis (delete-pods) figure-5-2": "45b590d1ce45ded3",
	"study thesis (delete-pods) figure-5-3": "50b6d987d1ca1952",
	"study thesis (delete-pods) figure-5-4": "c3c48acebca609b2",
	"study thesis (delete-pods) figure-5-5": "994452a9da0f4dbb",
	"study thesis (delete-pods) figure-5-6": "497e56f7b8687e79",
	"study thesis (delete-pods) figure-5-7": "46e98e160e66231b",
	"methods quick (delete-pods) figure-5-4": "6f2452d0724d054a",
};

it("draws of the sample what it always drew", () => {
	const found = Object.entries(readSample()).flatMap(([part, groups]) =>
		[...groups].flatMap(([name, group]) =>
			studyPictures(group.tables, group.context)
				.filter(({ table }) => table.rows.length > 0)
				.map((picture) => [
					`${part} ${name} ${picture.name.slice(0, 10)}`,
					createHash("sha256").update(JSON.stringify(picture.table)).digest("hex").slice(0, 16),
				]),
		),
	);
	expect(Object.fromEntries(found)).toEqual(tables);
});

describe("the study's figures", () => {
	it("are all there, in its order", () => {
		expect(all.map(({ name }) => name.slice(0, 10))).toEqual(numbers.map((number) => `figure-${number}`));
	});

	it.each(numbers)("have a panel for each mode: %s", (number) => {
		const [first, second, ...others] = named(`figure-${number}`).panels;
		expect(first?.heading).toMatch(/^central/);
		expect(second?.heading).toMatch(/^decentral/);
		expect(others).toEqual([]);
	});

	it.each(numbers)("have the same axes of the same kind in both panels: %s", (number) => {
		const { texts } = drawn(named(`figure-${number}`));
		for (const axis of ["x", "y"]) {
			for (const part of ["tick label", "label"]) {
				const [first, second] = texts(`[aria-label="${axis}-axis ${part}"] text`);
				expect(first?.length).toBeGreaterThan(0);
				expect(second).toEqual(first);
			}
		}
	});

	it("draw a line for each of the two sizes, told apart by their dashes, on bands", () => {
		const { count } = drawn(named("figure-5-1"));
		expect(count(".median-line path")).toEqual([2, 2]);
		expect(count('.median-line[stroke-dasharray="6 3"]')).toEqual([1, 1]);
		expect(count(".band path")).toEqual([2, 2]);
	});

	it("mark the fault in both panels and say how long it took", () => {
		const picture = named("figure-5-1");
		expect(drawn(picture).count(".fault-window rect")).toEqual([1, 1]);
		expect(picture.captions).toContain("decentral: delete-pods at 60.0 s, back after 6.0 s (medians over the runs).");
	});

	it("draw the study's values, and say that they were read from its text", () => {
		const picture = named("figure-5-1");
		expect(picture.panels[0]?.heading).toContain("The study: 40–50 ms typical; 60 ms outliers.");
		expect(drawn(picture).count(".reference-range rect")).toEqual([1, 0]);
		expect(drawn(picture).count(".reference-value line")).toEqual([1, 2]);
		expect(picture.captions.join(" ")).toContain("read from its text");
	});

	it("draw none of the study's values where they must not be compared", () => {
		for (const picture of studyPictures(syntheticTables(), {
			...syntheticPictureContext(),
			study: null,
		})) {
			expect(drawn(picture).count("[class^=reference]")).toEqual([0, 0]);
		}
	});

	it("explain why a process can be larger than its container", () => {
		expect(named("figure-5-3").captions.join(" ")).toContain("The process alone can be larger than its container");
	});

	it("show the smallest and the largest size where the study's are not there, and say so", () => {
		const picture = named("figure-5-1", pictures({ sizes: [3, 9, 13] }));
		expect(new Set(picture.table.rows.map(([, size]) => size))).toEqual(new Set([3, 13]));
		expect(picture.subtitle).toContain("the smallest and the largest size");
	});

	it("are not of crashed Pods where nothing crashed", () => {
		expect(pictures({ faultAtSeconds: null }).map(({ name }) => name.slice(0, 10))).toEqual([
			"figure-5-1",
			"figure-5-2",
			"figure-5-3",
			"figure-5-4",
		]);
	});

	it("say that there is nothing where nothing was recorded", () => {
		const [empty] = studyPictures({ latencies: [], memory: [], startups: [] }, syntheticPictureContext());
		expect(empty?.panels).toEqual([]);
		expect(empty?.captions[0]).toBe("No persist latency was recorded.");
		expect(empty?.table.columns).toContain("run time (s)");
	});
});
