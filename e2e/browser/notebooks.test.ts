import { globSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseHTML } from "linkedom";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pictureSvg } from "../../analysis/figures/draw.ts";
import { overTime } from "../../analysis/figures/overTime.ts";
import type { Picture } from "../../analysis/figures/picture.ts";
import { syntheticPictureContext, syntheticTables } from "../../analysis/figures/tables.fixture.ts";
import { buildNotebooks } from "../../analysis/notebooks/build.ts";
import { type ExportedGroup, exportedGroup } from "../../analysis/notebooks/exportedGroup.ts";
import { compareModes } from "../../analysis/statistics/compare.ts";
import { type OpenPage, withPage } from "./browser.ts";

function synthetic(name: string, made: Parameters<typeof syntheticTables>[0]) {
	return exportedGroup({
		name,
		context: syntheticPictureContext(made),
		safety: [],
		tables: syntheticTables(made),
	});
}

const groups: readonly ExportedGroup[] = [
	synthetic("many runs", { runs: 6, durationSeconds: 60, faultAtSeconds: 20 }),
	synthetic("few runs", {
		runs: 3,
		sizes: [5],
		durationSeconds: 60,
		faultAtSeconds: null,
	}),
	synthetic("one run of one mode", {
		modes: ["central"],
		sizes: [9],
		runs: 1,
		durationSeconds: 60,
	}),
];
const names = globSync("*.html", {
	cwd: join(import.meta.dirname, "../../analysis/notebooks"),
}).sort();
let folder = "";
let pages: string[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-notebooks-"));
	const tablesFile = join(folder, "tables.json");
	await writeFile(tablesFile, JSON.stringify(groups));
	pages = await buildNotebooks({
		tablesFile,
		outFolder: join(folder, "notebooks"),
	});
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function open<T>(name: string, use: (open: OpenPage) => Promise<T>) {
	return withPage(pathToFileURL(join(folder, "notebooks", name)), use);
}

async function choose(page: Page, label: string, option: string) {
	await page.getByRole("combobox", { name: label }).selectOption(option);
	// The cells that depend on it run again a few frames later.
	await page.waitForTimeout(300);
}

describe("every notebook", () => {
	test("is one file that needs no other", async () => {
		expect(await readdir(join(folder, "notebooks"))).toEqual(names);
		expect(pages.map((page) => basename(page))).toEqual(names);
	});

	test.each(names)(
		"%s opens from disk, runs every cell for every group and size, and loads nothing from elsewhere",
		async (name) => {
			await open(name, async ({ page, complaints }) => {
				for (const group of groups) {
					await choose(page, "Protocol and faults", group.name);
					const sizes = page.getByRole("combobox", { name: "Replicas" }).locator("option");
					for (const size of await sizes.allTextContents()) {
						await choose(page, "Replicas", size);
						expect(await page.locator(".observablehq--error").count()).toBe(0);
					}
				}
				expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
				expect(await page.locator("table caption").count()).toBeGreaterThan(1);
				expect(complaints).toEqual([]);
			});
		},
	);
});

describe("persist-latency", () => {
	test("draws the same figure as the report", async () => {
		const [first] = groups as [ExportedGroup];
		const [picture] = overTime(first.tables, first.context);
		const svg = pictureSvg(picture as Picture, first.context.idPrefix);
		const { document } = parseHTML(svg);
		await open("persist-latency.html", async ({ page }) => {
			const drawn = page.locator("svg[aria-labelledby]").last();
			expect(await drawn.textContent()).toBe(document.querySelector("svg")?.textContent);
		});
	});

	test("shows the rows of the size that is chosen", async () => {
		await open("persist-latency.html", async ({ page }) => {
			const cells = page.locator("table").first().locator("tbody tr").first();
			await choose(page, "Replicas", "21");
			await expect.poll(() => cells.textContent()).toMatch(/^central21central-21\//);
		});
	});
});

describe("comparison", () => {
	test("comes to the same as the report", async () => {
		const [first] = groups as [ExportedGroup];
		const found = compareModes(first.tables.metrics, { view: "settled" })
			.filter(({ metric }) => metric === "persistP50")
			.map((one) => [one.first, one.second, one.outcome]);
		expect(found).not.toEqual([]);
		await open("comparison.html", async ({ page }) => {
			await choose(page, "Metric", "Persist latency, p50");
			await expect
				.poll(async () => {
					const rows = page.locator("table").last().locator("tbody tr");
					const cells = (await rows.all()).map((row) => row.locator("td").allTextContents());
					return (await Promise.all(cells)).map(([one, other, , , outcome]) => [one, other, outcome]);
				})
				.toEqual(found);
		});
	});

	test("doesn't test three runs against three", async () => {
		await open("comparison.html", async ({ page }) => {
			await choose(page, "Protocol and faults", "few runs");
			await expect.poll(() => page.locator("main").innerText()).toMatch(/tooFew/);
		});
	});
});
