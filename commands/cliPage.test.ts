import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cliFile, cliPage } from "./cliPage.ts";

test("docs/cli.md says what each command says with --help", () => {
	expect(readFileSync(cliFile, "utf8"), "Run: node commands/cliPage.ts").toBe(cliPage());
}, 120_000);
