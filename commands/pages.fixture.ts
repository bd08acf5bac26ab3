import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";

/** Every Markdown page that git keeps, relative to the checkout. */
export const pages: readonly string[] = execFileSync("git", ["ls-files", "*.md"], { cwd: checkout, encoding: "utf8" })
	.split("\n")
	.filter((page) => page !== "" && existsSync(join(checkout, page)));
