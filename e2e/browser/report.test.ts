import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { page as reportPage } from "../../analysis/report/page.ts";
import { syntheticGroup, syntheticReport, syntheticReported } from "../../analysis/report/report.fixture.ts";
import { readSample, sampleReport } from "../../analysis/sample.ts";
import { withPage } from "./browser.ts";

let folder = "";
let page: URL;
let sample: URL;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-report-"));
	const group = syntheticGroup();
	const runs = ["central-5", "decentral-5"].map((stack) => syntheticReported({ stack }));
	page = await written("index.html", reportPage(syntheticReport({ groups: [group], runs, problems: ["A problem."] })));
	sample = await written("sample.html", reportPage(sampleReport(readSample())));
	for (const href of [
		...group.pictures.flatMap(({ files }) => Object.values(files ?? {})),
		...runs.flatMap(({ files }) => files.map((each) => each.href)),
	]) {
		await written(href, "");
	}
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, text: string): Promise<URL> {
	const file = join(folder, "report", name);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, text);
	return pathToFileURL(file);
}

const phone = { viewport: { width: 390, height: 844 } };

/** What the tests use of a browser's own types, which the product doesn't have. */
type Box = { left: number; top: number; right: number; bottom: number };
type Drawn = {
	getBoundingClientRect(): Box;
	closest(selector: string): Drawn | null;
	getScreenCTM(): { a: number; b: number } | null;
	textContent: string;
};
type Source = { getComputedStyle(node: unknown): Record<string, string> };

async function unfolded(page: Page): Promise<void> {
	await page.locator("details").evaluateAll((all) => {
		for (const each of all as { open: boolean }[]) each.open = true;
	});
}

/**
 * Texts of figures that reach over the edge of their panel, and the smallest size of any text, in
 * pixels.
 */
async function textsOf(page: Page): Promise<{ clipped: string[]; smallest: number }> {
	return page.locator("svg.hf text").evaluateAll((nodes) => {
		const texts = nodes as unknown as Drawn[];
		const { getComputedStyle } = globalThis as unknown as Source;
		const clipped = texts.filter((text) => {
			const own = text.getBoundingClientRect();
			const panel = text.closest("svg.hf")?.getBoundingClientRect();
			return (
				panel !== undefined &&
				(own.left < panel.left - 1 ||
					own.right > panel.right + 1 ||
					own.top < panel.top - 1 ||
					own.bottom > panel.bottom + 1)
			);
		});
		const sizes = texts.map((text) => {
			// Some are turned by a quarter.
			const { a, b } = text.getScreenCTM() ?? { a: 1, b: 0 };
			const { fontSize = "0" } = getComputedStyle(text);
			return Number.parseFloat(fontSize) * Math.hypot(a, b);
		});
		return {
			clipped: clipped.map(({ textContent }) => textContent),
			smallest: Math.min(...sizes),
		};
	});
}

describe("the report", () => {
	test("opens from disk without an error, and asks nobody for anything", async () => {
		await withPage(page, async ({ page, complaints }) => {
			expect(await page.title()).toBe("Holdfast: results");
			expect(complaints).toEqual([]);
		});
	});

	test("has links that all lead somewhere", async () => {
		await withPage(page, async ({ page }) => {
			const links = await page
				.locator("a[href]")
				.evaluateAll((anchors) => anchors.map((anchor) => (anchor as { href: string }).href));
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

	test("can be read with the keyboard alone, and shows where the focus is", async () => {
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
			const width = await summary.evaluate(
				(node) => (globalThis as unknown as Source).getComputedStyle(node).outlineWidth,
			);
			expect(width).toBe("3px");
			await page.keyboard.press("Enter");
			expect(await details.getAttribute("open")).toBe("");
		});
	});
});

describe("the sample's page", () => {
	test("answers on its first screen: safety, what differs, which method for which need, and what would make it surer", async () => {
		await withPage(sample, async ({ page }) => {
			for (const answer of [
				page.locator(".safety").first(),
				page.getByRole("table", { name: /^What differs/ }).first(),
				page.getByRole("table", { name: /^Which method for which need/ }).first(),
				page.getByText("Surer:").first(),
			]) {
				const box = await answer.boundingBox();
				expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThan(900);
			}
		});
	});

	test("stacks its panels on a phone, with no text clipped or below 11 pixels, and only tables scroll sideways", async () => {
		await withPage(
			sample,
			async ({ page }) => {
				await unfolded(page);
				const { clipped, smallest } = await textsOf(page);
				expect(clipped).toEqual([]);
				expect(smallest).toBeGreaterThanOrEqual(11);
				const lefts = await page
					.locator(".panels .panel")
					.evaluateAll((panels) =>
						(panels as unknown as Drawn[]).map((panel) => Math.round(panel.getBoundingClientRect().left)),
					);
				expect(new Set(lefts).size).toBe(1);
				const [content, screen] = await page
					.locator("html")
					.evaluate((root: { scrollWidth: number; clientWidth: number }) => [root.scrollWidth, root.clientWidth]);
				expect(content).toBeLessThanOrEqual(screen ?? 0);
			},
			phone,
		);
	});

	test("has no text clipped on a screen", async () => {
		await withPage(sample, async ({ page }) => {
			await unfolded(page);
			expect((await textsOf(page)).clipped).toEqual([]);
		});
	});

	test("turns its figures dark where the system is", async () => {
		const colours = (colorScheme: "light" | "dark") =>
			withPage(
				sample,
				({ page }) =>
					page
						.locator("svg.hf text")
						.first()
						.evaluate((node) => (globalThis as unknown as Source).getComputedStyle(node).fill),
				{ colorScheme },
			);
		expect(await colours("light")).toBe("rgb(26, 26, 26)");
		expect(await colours("dark")).toBe("rgb(236, 236, 236)");
	});

	test("prints on at most ten pages, with the answers and the first pictures", async () => {
		await withPage(
			sample,
			async ({ page }) => {
				const pdf = await page.pdf({ format: "A4" });
				const pages = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g);
				expect(pages?.length).toBeLessThanOrEqual(10);
				expect(await page.locator(".safety").first().isVisible()).toBe(true);
				expect(await page.locator("figure").first().isVisible()).toBe(true);
			},
			{ media: "print" },
		);
	});
});

async function focused(locator: Locator): Promise<boolean> {
	return locator.evaluate(
		(node) => node === (node as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement,
	);
}
