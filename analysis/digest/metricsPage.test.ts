import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { metricsFile, metricsPage } from "./metricsPage.ts";

test("docs/metrics.md says what the catalogue says", () => {
	expect(readFileSync(metricsFile, "utf8"), "Run: node analysis/digest/metricsPage.ts").toBe(metricsPage());
});
