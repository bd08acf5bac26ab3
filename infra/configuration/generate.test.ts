import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../schema/checkout.ts";
import { configurationFiles } from "./generate.ts";

test.each([...configurationFiles()])("%s is up to date", (file, text) => {
	expect(readFileSync(join(checkout, file), "utf8"), "Run: node infra/configuration/generate.ts").toBe(text);
});
