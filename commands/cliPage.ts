/**
 * Writes docs/cli.md from what the commands say of themselves.
 *
 *     node commands/cliPage.ts
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { commands } from "../toolchain/commands.mjs";

export const cliFile = join(checkout, "docs/cli.md");

/** The page, as Markdown: each command's own `--help`. */
export function cliPage(): string {
	return [
		'<!-- Written by "node commands/cliPage.ts" from what each command says with --help: change it there. -->',
		"",
		"# Commands",
		"",
		"Data goes to the standard output, progress and errors to the standard error. A command that is called with something that it doesn't know ends with 2;",
		"the other [exit codes](experiment.md#exit-codes) are the same for all. `npm run <command>` is the same by another name.",
		"",
		...Object.keys(commands).flatMap((name) => [`## ${name}`, "", "```text", helpOf(name), "```", ""]),
	].join("\n");
}

function helpOf(name: string): string {
	return execFileSync(process.execPath, [join(checkout, "toolchain", "holdfast.mjs"), name, "--help"], {
		encoding: "utf8",
	}).trim();
}

if (import.meta.main) writeFileSync(cliFile, cliPage());
