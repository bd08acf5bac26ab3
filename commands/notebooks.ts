/**
 * Builds the notebooks from the report's tables: `npm run notebooks`.
 *
 *     node commands/notebooks.ts [--tables report/tables.json] [--out report/notebooks] [--preview]
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { resultsFolder } from "../schema/checkout.ts";

const report = join(dirname(resolve(resultsFolder)), "report");

/**
 * Builds the notebooks and says where they are, or serves them until it is stopped.
 * @throws Error in one sentence when there is nothing to show
 */
async function notebooks({
	tablesFile,
	outFolder,
	preview,
}: {
	tablesFile: string;
	outFolder: string;
	preview: boolean;
}): Promise<void> {
	requireRuns(tablesFile);
	// Loaded only when needed: the bundler takes its time to start.
	const { buildNotebooks, previewNotebooks } = await import("../analysis/notebooks/build.ts");
	const places = preview ? await previewNotebooks(tablesFile) : await buildNotebooks({ tablesFile, outFolder });
	for (const place of places) console.log(place);
	if (preview) console.log("They follow every change; Ctrl-C ends this.");
}

function requireRuns(tablesFile: string): void {
	if (!existsSync(tablesFile)) {
		throw new Error(`There is no ${tablesFile}, whose runs the notebooks show: run "npm run figures" first.`);
	}
	if (!isList(readFileSync(tablesFile, "utf8"))) {
		throw new Error(
			`There are no runs in ${tablesFile}, or it was cut off: run "npm run figures" again when there are complete runs.`,
		);
	}
}

/** Whether a text is a JSON list with something in it. */
function isList(text: string): boolean {
	try {
		const groups: unknown = JSON.parse(text);
		return Array.isArray(groups) && groups.length > 0;
	} catch {
		return false;
	}
}

try {
	const { values } = parseArgs({
		options: {
			tables: { type: "string", default: join(report, "tables.json") },
			out: { type: "string", default: join(report, "notebooks") },
			preview: { type: "boolean", default: false },
		},
	});
	await notebooks({
		tablesFile: resolve(values.tables),
		outFolder: resolve(values.out),
		preview: values.preview,
	});
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
