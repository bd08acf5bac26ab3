import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unused } from "./clean.ts";

function cacheWith(...folders: string[]): string {
	const cache = mkdtempSync(join(tmpdir(), "holdfast-clean-"));
	onTestFinished(() => rmSync(cache, { recursive: true }));
	for (const folder of folders) mkdirSync(join(cache, folder), { recursive: true });
	return cache;
}

test("images and tools of other versions go, this checkout's and all else stay", () => {
	const cache = cacheWith("images/old", "images/now", "tools/k6-1", "tools/k6-2", "shells/one", "debian/root");
	const used = new Set([join(cache, "images/now"), join(cache, "tools/k6-2")]);
	expect(unused(cache, used)).toEqual([join(cache, "images/old"), join(cache, "tools/k6-1")]);
});

test("a cache that isn't there has nothing to delete", () => {
	expect(unused(join(cacheWith(), "none"), new Set())).toEqual([]);
});
