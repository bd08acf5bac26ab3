import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunManifest } from "../../schema/run.ts";

/** What tells whether a file was changed. */
export type FileStamp = RunManifest["files"][string];

/** The file that holds the stamps of all others. */
const manifestFile = "run.json";
const lineEnd = 0x0a;

/** Of a file as it is now. */
export async function stampOf(file: string): Promise<FileStamp> {
	const hash = createHash("sha256");
	let lines = 0;
	const chunks = createReadStream(file, { highWaterMark: 1 << 20 });
	for await (const chunk of chunks as AsyncIterable<Buffer>) {
		hash.update(chunk);
		for (
			let at = chunk.indexOf(lineEnd);
			at !== -1;
			at = chunk.indexOf(lineEnd, at + 1)
		) {
			lines++;
		}
	}
	return { lines, sha256: hash.digest("hex") };
}

/** Of every file in a run's folder but `run.json`. */
export async function stampsOf(folder: string): Promise<RunManifest["files"]> {
	const names = (await readdir(folder)).filter((name) => name !== manifestFile);
	const stamps: RunManifest["files"] = {};
	for (const name of names.sort()) {
		stamps[name] = await stampOf(join(folder, name));
	}
	return stamps;
}

/** What is read of a run: none of them may lie there without its stamp. */
const filesRead = [
	"operations.ndjson",
	"events.ndjson",
	"reads.ndjson",
	"metrics.csv",
	"k6-summary.json",
];

/**
 * In what a run's files differ from what `run.json` says of them, one sentence for each. Other files beside them don't matter.
 */
export async function changesIn(
	folder: string,
	{ files }: Pick<RunManifest, "files">,
): Promise<string[]> {
	const changes: string[] = [];
	for (const [name, written] of Object.entries(files)) {
		const file = join(folder, name);
		if (!existsSync(file)) {
			changes.push(`${file} is missing, which run.json names.`);
			continue;
		}
		const { lines, sha256 } = await stampOf(file);
		if (sha256 === written.sha256) continue;
		changes.push(
			`${file} was changed after the run had been written: it has ${lines} lines (SHA-256 ${sha256.slice(0, 12)}…), and run.json says ${written.lines} (${written.sha256.slice(0, 12)}…).`,
		);
	}
	for (const name of filesRead) {
		if (Object.hasOwn(files, name) || !existsSync(join(folder, name))) continue;
		changes.push(
			`${join(folder, name)} was added after the run had been written: run.json doesn't name it.`,
		);
	}
	return changes;
}
