import { type BrowserContext, chromium, type Page } from "playwright-core";
import { browserFile } from "../../toolchain/browser.ts";

/** An open page, and what was wrong with it so far. */
export type OpenPage = {
	page: Page;
	/**
	 * One sentence each: errors on the console, exceptions that nothing caught, requests that failed,
	 * and requests to another host than the page's own (which are not let through). Grows while the
	 * page lives.
	 */
	complaints: readonly string[];
};

/** How the page is shown. */
export type Viewing = {
	/** What a style sheet's `@media` sees. */
	media?: "screen" | "print";
	colorScheme?: "light" | "dark";
	viewport?: { width: number; height: number };
};

/** For each step that waits: loading, finding, clicking. */
const stepMilliseconds = 30_000;

/**
 * Opens a page in a browser of its own and hands it over. The browser is closed in every case.
 *
 * @param url `file:` or `http:`
 * @param use gets the page once it has loaded and the network is quiet
 * @returns what `use` returns
 * @throws Error when the browser doesn't start, or the page doesn't load within 30 s
 */
export async function withPage<T>(
	url: string | URL,
	use: (open: OpenPage) => Promise<T> | T,
	{ media = "screen", colorScheme = "light", viewport = { width: 1280, height: 900 } }: Viewing = {},
): Promise<T> {
	const browser = await chromium.launch({
		executablePath: browserFile(),
		// The tests are run by root, for whom Chromium has no sandbox.
		chromiumSandbox: false,
		timeout: stepMilliseconds,
	});
	try {
		const context = await browser.newContext({ colorScheme, viewport });
		context.setDefaultTimeout(stepMilliseconds);
		const complaints = await watched(context, new URL(url));
		const page = await context.newPage();
		await page.emulateMedia({ media });
		await page.goto(String(url), { waitUntil: "networkidle" });
		return await use({ page, complaints });
	} finally {
		await browser.close();
	}
}

/** Collects complaints about every page of the context from now on. */
async function watched(context: BrowserContext, start: URL): Promise<readonly string[]> {
	const complaints: string[] = [];
	context.on("console", (message) => {
		if (message.type() === "error") {
			complaints.push(`Console error: ${message.text()}`);
		}
	});
	context.on("weberror", (error) => {
		complaints.push(`Uncaught: ${error.error().message}`);
	});
	context.on("requestfailed", (request) => {
		if (!isOwn(new URL(request.url()), start)) return;
		complaints.push(`Request failed (${request.failure()?.errorText}): ${request.url()}`);
	});
	context.on("response", (response) => {
		if (response.status() >= 400) {
			complaints.push(`Answered ${response.status()}: ${response.url()}`);
		}
	});
	await context.route("**", async (route) => {
		const url = new URL(route.request().url());
		if (isOwn(url, start)) return route.continue();
		complaints.push(`Request to another host: ${url}`);
		await route.abort();
	});
	await context.routeWebSocket("**", async (socket) => {
		if (new URL(socket.url()).host === start.host) {
			socket.connectToServer();
			return;
		}
		complaints.push(`Connection to a WebSocket: ${socket.url()}`);
		await socket.close();
	});
	return complaints;
}

/** `data:` and `blob:` are part of the page; a page from disk may have files beside it. */
function isOwn(url: URL, start: URL): boolean {
	if (url.protocol === "data:" || url.protocol === "blob:") return true;
	if (url.protocol === "file:") return start.protocol === "file:";
	return url.host === start.host;
}
