import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultsPage, jsonSchemas, withFaultTable } from "./generate.ts";

test.each([...jsonSchemas()])("%s is up to date", (name, text) => {
	const written = readFileSync(join(import.meta.dirname, name), "utf8");
	// The formatter may break lines elsewhere.
	expect(JSON.parse(written), "Run: node schema/generate.ts").toEqual(JSON.parse(text));
});

test("the documentation's table of faults is up to date", () => {
	const page = readFileSync(faultsPage, "utf8");
	expect(page, "Run: node schema/generate.ts").toBe(withFaultTable(page));
});
