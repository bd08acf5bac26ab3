/**
 * Counts the Pods that runs struck, as their witnesses saw it, and what was lost; prints it as
 * Markdown.
 *
 *     node analysis/struck.ts [--protocol struck-] [--json] [<results folder or file of --json> …]
 *
 * `--protocol` takes runs alone whose protocol's name begins so. `--json` prints what each run
 * counted, to be given again later, beside folders of other days; a run that is given twice counts
 * once. A run whose files were changed is told and left out.
 */
import { readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { exitCodes } from "../schema/exitCodes.ts";
import { changesIn } from "./collect/fileStamps.ts";
import { listRuns } from "./results.ts";
import { struckMarkdown } from "./struck/markdown.ts";
import { distinct, type RunStrikes, strikesOf } from "./struck/strikes.ts";

async function main(): Promise<number> {
	const { values, positionals } = parseArgs({
		options: { protocol: { type: "string", default: "struck-" }, json: { type: "boolean", default: false } },
		allowPositionals: true,
	});
	const all: RunStrikes[] = [];
	for (const source of positionals.length > 0 ? positionals : ["results"]) {
		all.push(
			...(statSync(source).isDirectory()
				? await strikesIn(source)
				: (JSON.parse(readFileSync(source, "utf8")) as RunStrikes[])),
		);
	}
	const runs = distinct(all.filter(({ protocol }) => protocol.startsWith(values.protocol)));
	if (runs.length === 0) {
		throw new Error(
			`No run of a protocol whose name begins with "${values.protocol}" is there: name another folder, or another --protocol.`,
		);
	}
	console.log(values.json ? JSON.stringify(runs, null, "\t") : struckMarkdown(runs));
	return exitCodes.fine;
}

async function strikesIn(folder: string): Promise<RunStrikes[]> {
	const { runs, problems } = await listRuns(folder);
	for (const problem of problems) console.error(problem);
	const found: RunStrikes[] = [];
	for (const { folder, manifest } of runs) {
		const changes = await changesIn(folder, manifest);
		for (const change of changes) console.error(`Left out: ${change}`);
		if (changes.length === 0) found.push(strikesOf(manifest));
	}
	return found;
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
