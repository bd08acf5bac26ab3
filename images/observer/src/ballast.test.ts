import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keepBallast } from "./ballast.ts";

test("ballast takes room until it is dropped, which works once", async () => {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-ballast-"));
	const path = join(folder, "ballast");
	const ballast = await keepBallast(path);
	expect(statSync(path).blocks).toBeGreaterThan(0);
	expect(await ballast.drop()).toBe(true);
	expect(existsSync(path)).toBe(false);
	expect(await ballast.drop()).toBe(false);
	rmSync(folder, { recursive: true });
});

test("where there is no room, there is no ballast", async () => {
	const ballast = await keepBallast(join(tmpdir(), "no such folder", "ballast"));
	expect(await ballast.drop()).toBe(false);
});
