import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabDescription } from "../../schema/labDescription.ts";
import { type ExampleRun, exampleRun, runEnd, runStart, serveLab } from "../collect/exampleLab.fixture.ts";
import { collect } from "../collect.ts";

/**
 * Collects a made-up run below a folder, as the end of an experiment does, and returns its own
 * folder.
 */
export async function writeExampleRun(
	below: string,
	run: ExampleRun = exampleRun(),
	change: Partial<LabDescription> = {},
): Promise<string> {
	const { lab, close } = await serveLab(run);
	try {
		const k6SummaryFile = join(below, "k6.json");
		await writeFile(k6SummaryFile, JSON.stringify(run.k6Summary));
		const { folder } = await collect(
			{ ...lab, resultsFolder: join(below, "results"), ...change },
			{
				k6SummaryFile,
				started: new Date(runStart * 1000),
				ended: new Date(runEnd * 1000),
			},
		);
		return folder;
	} finally {
		close();
	}
}
