import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withPage } from "./browser.ts";

let folder = "";

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-browser-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function complaintsAbout(body: string): Promise<readonly string[]> {
	const file = join(folder, "page.html");
	await writeFile(file, `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">${body}`);
	return withPage(pathToFileURL(file), ({ complaints }) => complaints);
}

describe("withPage", () => {
	test("has no complaint about a page that is fine", async () => {
		expect(
			await complaintsAbout(
				'<h1>Fine</h1><img alt="" src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>">',
			),
		).toEqual([]);
	});

	test("complains of errors on the console", async () => {
		expect(await complaintsAbout("<script>console.error('It broke.')</script>")).toEqual(["Console error: It broke."]);
	});

	test("complains of exceptions that nothing caught, and of promises", async () => {
		expect(
			await complaintsAbout("<script>Promise.reject(new Error('Later.')); throw new Error('At once.')</script>"),
		).toEqual(expect.arrayContaining(["Uncaught: At once.", "Uncaught: Later."]));
	});

	test("complains of another host, and doesn't let the request through", async () => {
		const complaints = await complaintsAbout("<script>fetch('http://127.0.0.1:9/data.json').catch(() => {})</script>");
		expect(complaints).toContain("Request to another host: http://127.0.0.1:9/data.json");
	});

	test("complains of a file that is missing", async () => {
		const complaints = await complaintsAbout('<img alt="" src="none.png">');
		expect(complaints.join("\n")).toMatch(/Request failed \(net::ERR_FILE_NOT_FOUND\): file:.*none\.png/);
	});

	test("shows the page as it would be printed, when asked", async () => {
		const file = join(folder, "print.html");
		await writeFile(
			file,
			"<!doctype html><title>Print</title><style>@media print { h1 { display: none } }</style><h1>Screen</h1>",
		);
		const visible = await withPage(pathToFileURL(file), ({ page }) => page.locator("h1").isVisible(), {
			media: "print",
		});
		expect(visible).toBe(false);
	});

	test("gives the browser back when its user fails", async () => {
		const file = join(folder, "fails.html");
		await writeFile(file, "<!doctype html><title>Fails</title>");
		let closed: () => boolean = () => false;
		await expect(
			withPage(pathToFileURL(file), ({ page }) => {
				closed = () => page.isClosed();
				throw new Error("The user failed.");
			}),
		).rejects.toThrow("The user failed.");
		expect(closed()).toBe(true);
	});
});
