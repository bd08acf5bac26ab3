import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../schema/checkout.ts";
import { readSample, samplePictures } from "./sample.ts";

const images = join(checkout, "docs", "images");

test("every picture in the documentation is drawn from the sample, as it is", () => {
	const pictures = samplePictures(readSample());
	expect(readdirSync(images).sort()).toEqual([...pictures.keys()].sort());
	for (const [name, svg] of pictures) {
		expect(readFileSync(join(images, name), "utf8") === svg, name).toBe(true);
	}
});

test("every picture is shown somewhere, and none that isn't there", () => {
	const text = ["README.md", "docs/study.md"].map((file) => readFileSync(join(checkout, file), "utf8")).join("\n");
	const shown = [...text.matchAll(/\]\((?:docs\/)?images\/([^)]+)\)/g)].map(([, name]) => name);
	expect([...new Set(shown)].sort()).toEqual(readdirSync(images).sort());
});
