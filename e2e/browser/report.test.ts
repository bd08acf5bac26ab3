import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawRun } from "../../analysis/figures/run.ts";
import {
	syntheticGroup,
	syntheticPicture,
} from "../../analysis/report/group.fixture.ts";
import { htmlReport } from "../../analysis/report/html.ts";
import type {
	DetailedRun,
	ReportedGroup,
} from "../../analysis/report/report.ts";
import { summarize } from "../../analysis/statistics/summary.ts";
import { syntheticRun } from "../../analysis/statistics/syntheticRun.fixture.ts";
import { withPage } from "./browser.ts";

let folder = "";
let page: URL;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-report-"));
	const group = syntheticGroup({ sizes: [5, 21] });
	const newest = [newestRun("central-5"), newestRun("decentral-5")];
	const file = join(folder, "report", "index.html");
	await mkdir(join(folder, "report", "figures"), { recursive: true });
	await writeFile(
		file,
		htmlReport({
			madeAt: "2026-02-01T00:00:00.000Z",
			verdicts: syntheticPicture({ name: "verdicts" }),
			groups: [group],
			newest,
			older: newest,
			problems: ["A problem."],
		}),
	);
	for (const href of [...filesOf(group), ...newest.flatMap(filesOfRun)]) {
		const target = join(folder, "report", href);
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, "");
	}
	page = pathToFileURL(file);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A made-up run, with the figures that the report draws of every run. */
function newestRun(stack: string): DetailedRun {
	const run = syntheticRun({ stack });
	return {
		manifest: run.manifest,
		summary: summarize(run),
		damaged: false,
		figures: drawRun(run).map(({ name, title, svg }) => ({
			title,
			svg,
			href: `figures/${stack}-${name}.svg`,
		})),
		files: [{ name: "run.json", href: `../results/${stack}/run.json` }],
	};
}

function filesOf({ pictures, cells }: ReportedGroup): string[] {
	return [
		...pictures.flatMap(({ href }) => Object.values(href)),
		...cells.flatMap(({ runs }) => runs.map(({ href }) => href)),
	];
}

function filesOfRun({ figures, files }: DetailedRun): string[] {
	return [...figures, ...files].map(({ href }) => href);
}

describe("the report", () => {
	test("opens from disk without an error, and asks nobody for anything", async () => {
		await withPage(page, async ({ page, complaints }) => {
			expect(await page.title()).toBe("Holdfast: results");
			expect(complaints).toEqual([]);
		});
	});

	test("has one heading, its landmarks, and a name for every figure", async () => {
		await withPage(page, async ({ page }) => {
			for (const role of ["banner", "main", "navigation"] as const) {
				expect(await page.getByRole(role).count()).toBe(1);
			}
			expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
			const figures = await page.getByRole("figure").count();
			expect(figures).toBeGreaterThan(1);
			// Those inside of figures; a name is at least a letter.
			expect(
				await page.getByRole("figure").getByRole("img", { name: /\w/ }).count(),
			).toBe(figures);
			expect(await page.getByRole("table").count()).toBe(
				await page.getByRole("table", { name: /\w/ }).count(),
			);
		});
	});

	test("has no id twice", async () => {
		await withPage(page, async ({ page }) => {
			const ids = await page
				.locator("[id]")
				.evaluateAll((nodes: { id: string }[]) => nodes.map(({ id }) => id));
			expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
		});
	});

	test("has no link that leads nowhere", async () => {
		await withPage(page, async ({ page }) => {
			const links = await page
				.locator("a")
				.evaluateAll((nodes: { href: string }[]) =>
					nodes.map(({ href }) => href),
				);
			expect(links.length).toBeGreaterThan(20);
			for (const link of links) {
				const url = new URL(link);
				expect(url.protocol, link).toBe("file:");
				const fragment = decodeURIComponent(url.hash.slice(1));
				url.hash = "";
				expect(existsSync(fileURLToPath(url)), link).toBe(true);
				if (fragment === "") continue;
				expect(await page.locator(`[id="${fragment}"]`).count(), link).toBe(1);
			}
		});
	});

	test("can be read with the keyboard alone", async () => {
		await withPage(page, async ({ page }) => {
			await page.keyboard.press("Tab");
			const skip = page.getByRole("link", { name: "Skip to the results" });
			expect(await focused(skip)).toBe(true);
			const box = await skip.boundingBox();
			expect(box?.x).toBeGreaterThanOrEqual(0);
			await page.keyboard.press("Enter");
			expect(await focused(page.getByRole("main"))).toBe(true);

			const details = page.locator("details").first();
			const summary = details.locator("summary");
			let presses = 0;
			while (!(await focused(summary))) {
				expect(++presses).toBeLessThan(50);
				await page.keyboard.press("Tab");
			}
			expect(await details.getAttribute("open")).toBeNull();
			await page.keyboard.press("Enter");
			expect(await details.getAttribute("open")).toBe("");
		});
	});

	test("shows where the focus is", async () => {
		await withPage(page, async ({ page }) => {
			const link = page.getByRole("navigation").getByRole("link").first();
			await page.keyboard.press("Tab");
			await page.keyboard.press("Tab");
			expect(await focused(link)).toBe(true);
			const width = await link.evaluate(
				(node) =>
					(globalThis as unknown as StyleSource).getComputedStyle(node)
						.outlineWidth,
			);
			expect(width).toBe("3px");
		});
	});

	test("fits a narrow screen: only tables scroll sideways", async () => {
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

	test("prints what a reader needs, also what is folded on the screen", async () => {
		await withPage(
			page,
			async ({ page }) => {
				for (const heading of await page.getByRole("heading").all()) {
					expect(await heading.isVisible()).toBe(true);
				}
				expect(await page.locator(".findings").isVisible()).toBe(true);
				const whole = page.getByRole("table", { name: /^Whole view/ });
				expect(await whole.isVisible()).toBe(true);
				expect(await page.locator("nav").isVisible()).toBe(false);
			},
			{ media: "print" },
		);
		await withPage(page, async ({ page }) => {
			const whole = page.locator("table", { hasText: "Whole view" });
			expect(await whole.isVisible()).toBe(false);
		});
	});
});

/** What the tests use of a browser's own types, which the product doesn't have. */
type StyleSource = {
	getComputedStyle(node: unknown): { outlineWidth: string };
};

async function focused(locator: Locator): Promise<boolean> {
	return locator.evaluate(
		(node) =>
			node ===
			(node as { ownerDocument: { activeElement: unknown } }).ownerDocument
				.activeElement,
	);
}
