import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type AboutRun, runPage } from "./page.ts";
import { PlotThread } from "./plotThread.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-plots-"));
afterAll(() => rmSync(folder, { recursive: true }));

const about = (name: string): AboutRun => ({
	...{ name, verdicts: null, expectedViolations: [], notes: [], windows: [] },
});

test("every plot that was taken is written when the thread has ended", async () => {
	const thread = new PlotThread();
	const names = ["one", "two", "three"];
	for (const name of names) thread.draw({ file: join(folder, name), sketch: null, about: about(name) });
	await thread.end();
	for (const name of names) {
		expect(readFileSync(join(folder, name), "utf8")).toBe(runPage(null, about(name)));
	}
});

test("a plot that can't be written is told at the end", async () => {
	const thread = new PlotThread();
	thread.draw({ file: join(folder, "gone", "one"), sketch: null, about: about("one") });
	await expect(thread.end()).rejects.toThrow("ENOENT");
});
