import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { landscape } from "../../analysis/figures/ours/landscape.ts";
import {
	syntheticMethods,
	syntheticModes,
} from "../../analysis/figures/ours/methods.fixture.ts";
import { syntheticPictureContext } from "../../analysis/figures/tables.fixture.ts";
import { syntheticChoice } from "../../analysis/report/choice/choice.fixture.ts";
import {
	syntheticGroup,
	syntheticPicture,
} from "../../analysis/report/group.fixture.ts";
import { htmlReport } from "../../analysis/report/html.ts";
import { estimateRuns } from "../../analysis/statistics/runValues.ts";
import { withPage } from "./browser.ts";

let folder = "";
let page: URL;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-choice-"));
	const modes = syntheticModes;
	const { metrics, kept } = syntheticMethods({ modes });
	const context = syntheticPictureContext();
	const pictures = (["memoryTotal", "persistP99"] as const).map((life) => {
		const picture = landscape(metrics, kept, estimateRuns, context, { life });
		const href = { svg: "a.svg", png: "a.png", csv: "a.csv" };
		return { ...syntheticPicture(), ...picture, href };
	});
	const base = syntheticGroup({ sizes: [5], runs: 1 });
	const choice = syntheticChoice({ modes });
	const file = join(folder, "index.html");
	await writeFile(
		file,
		htmlReport({
			madeAt: "2026-02-01T00:00:00.000Z",
			verdicts: syntheticPicture({ name: "verdicts" }),
			groups: [
				{
					...base,
					...choice,
					tables: { ...base.tables, ...choice.tables },
					pictures,
					claims: [],
				},
			],
			newest: [],
			older: [],
			problems: [],
		}),
	);
	page = pathToFileURL(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the choice of a method among twelve", () => {
	test("is reached from the contents, and has a line for each need", async () => {
		await withPage(page, async ({ page, complaints }) => {
			await page.getByRole("link", { name: "which method for me?" }).click();
			const heading = page.getByRole("heading", {
				name: "Which method for me?",
			});
			expect(await heading.isVisible()).toBe(true);
			const table = page.getByRole("table", { name: /^Which method for what/ });
			expect(await table.getByRole("rowheader").count()).toBe(12);
			expect(complaints).toEqual([]);
		});
	});

	test("has no names in its figures that overlap, as the browser draws them", async () => {
		await withPage(page, async ({ page }) => {
			const panels = await page.locator("g.panel").all();
			expect(panels).toHaveLength(16);
			for (const panel of panels) {
				const boxes = await Promise.all(
					(await panel.locator(".mode-label text").all()).map((name) =>
						name.boundingBox(),
					),
				);
				expect(boxes.length).toBeGreaterThan(0);
				for (const [i, box] of boxes.entries()) {
					for (const other of boxes.slice(i + 1)) {
						expect(overlapPixels(box, other)).toBeLessThanOrEqual(1);
					}
				}
			}
		});
	});

	test("fits a narrow screen: only the table scrolls sideways", async () => {
		await withPage(
			page,
			async ({ page }) => {
				const [content, screen] = await page
					.locator("html")
					.evaluate((root: { scrollWidth: number; clientWidth: number }) => [
						root.scrollWidth,
						root.clientWidth,
					]);
				expect(content).toBeLessThanOrEqual(screen ?? 0);
			},
			{ viewport: { width: 360, height: 800 } },
		);
	});

	test("is printed", async () => {
		await withPage(
			page,
			async ({ page }) => {
				const table = page.getByRole("table", {
					name: /^Which method for what/,
				});
				expect(await table.isVisible()).toBe(true);
			},
			{ media: "print" },
		);
	});
});

type Bounds = { x: number; y: number; width: number; height: number } | null;

/** By how much two names lie on each other, in the direction in which it is less. */
function overlapPixels(a: Bounds, b: Bounds): number {
	if (a === null || b === null) throw new Error("A name that isn't drawn.");
	const along = (at: "x" | "y", size: "width" | "height") =>
		Math.min(a[at] + a[size], b[at] + b[size]) - Math.max(a[at], b[at]);
	return Math.min(along("x", "width"), along("y", "height"));
}
