import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runPage } from "../../analysis/runplot/page.ts";
import { sketchOfRun } from "../../analysis/runplot/plotsOfRuns.ts";
import { syntheticManifest, syntheticRun, syntheticWindow } from "../../analysis/statistics/syntheticRun.fixture.ts";
import { withPage } from "./browser.ts";

let folder = "";
let page: URL;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-plot-"));
	const { measures } = syntheticManifest();
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const run = syntheticRun({
		measures: { ...measures, windows: [syntheticWindow()] },
	});
	const file = join(folder, "run.html");
	await writeFile(file, runPage(...sketchOfRun(run, [])));
	page = pathToFileURL(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const phone = { width: 390, height: 844 };

/** Sizes of the texts of the drawing that is shown, in pixels of the screen. */
function textSizes(page: Page): Promise<number[]> {
	return page.locator("figure > svg:visible text").evaluateAll(
		(
			texts: {
				getScreenCTM(): { a: number; b: number };
				ownerDocument: {
					defaultView: {
						getComputedStyle(of: unknown): { fontSize: string };
					};
				};
			}[],
		) =>
			texts.map((text) => {
				// A text that is turned has its scale in both numbers.
				const { a, b } = text.getScreenCTM();
				const { fontSize } = text.ownerDocument.defaultView.getComputedStyle(text);
				return Math.hypot(a, b) * Number.parseFloat(fontSize);
			}),
	);
}

describe("the plot of a run", () => {
	test("opens from disk without an error, and asks nobody for anything", async () => {
		await withPage(page, async ({ page, complaints }) => {
			expect(await page.title()).toMatch(/^synthetic-2, run .*every operation$/);
			expect(complaints).toEqual([]);
			expect(await page.getByRole("img", { name: /\w/ }).count()).toBe(1);
		});
	});

	test.each([
		["desktop", { width: 1280, height: 900 }, "wide"],
		["phone", phone, "narrow"],
	] as const)(
		"on a %s it is read without scrolling aside, in letters of 11 pixels at least",
		async (_, viewport, name) => {
			await withPage(
				page,
				async ({ page }) => {
					const shown = page.locator("figure > svg:visible");
					expect(await shown.getAttribute("class")).toBe(name);
					const width = await page.evaluate("document.body.scrollWidth");
					expect(width).toBeLessThanOrEqual(viewport.width);
					const sizes = await textSizes(page);
					expect(sizes.length).toBeGreaterThan(10);
					expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
				},
				{ viewport },
			);
		},
	);

	test("is dark where the reader's screen is, marks included", async () => {
		const colours = (colorScheme: "light" | "dark") =>
			withPage(
				page,
				async ({ page }) => {
					const colourOf = (selector: string, property: string) =>
						page
							.locator(selector)
							.first()
							.evaluate(
								(node: never, name: string) =>
									(
										globalThis as unknown as {
											getComputedStyle(of: unknown): Record<string, string>;
										}
									).getComputedStyle(node)[name],
								property,
							);
					return [
						await colourOf("body", "backgroundColor"),
						await colourOf("svg.wide g.dots", "stroke"),
						await colourOf("svg.wide text", "fill"),
					];
				},
				{ colorScheme },
			);
		const [light, dark] = [await colours("light"), await colours("dark")];
		for (const [i, colour] of light.entries()) {
			expect(colour).toMatch(/^rgb/);
			expect(dark[i]).not.toBe(colour);
		}
	});
});
