import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunManifest } from "../../schema/run.ts";

/** What tells whether a file was changed. */
export type FileStamp = RunManifest["files"][string];

/** The file that holds the stamps of all others. */
const manifestFile = "run.json";
const lineEnd = 0x0a;
const bytesAtOnce = 1 << 20;

/** Of a file as it is now. */
async function stampOf(file: string): Promise<FileStamp> {
	const hash = createHash("sha256");
	let lines = 0;
	for await (const chunk of chunksOf(file)) {
		hash.update(chunk);
		for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, at + 1)) {
			lines++;
		}
	}
	return { lines, sha256: hash.digest("hex") };
}

/** To count a large file's lines takes as long as to hash it. */
async function sha256Of(file: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of chunksOf(file)) hash.update(chunk);
	return hash.digest("hex");
}

/** In memory that is used again: new memory for all of a large file takes as long as to read it. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
	const handle = await open(file);
	try {
		const buffer = Buffer.allocUnsafe(bytesAtOnce);
		for (;;) {
			const { bytesRead } = await handle.read(buffer, 0, buffer.length);
			if (bytesRead === 0) return;
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		await handle.close();
	}
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
const filesRead = ["operations.ndjson", "events.ndjson", "reads.ndjson", "metrics.csv", "k6-summary.json"];

/**
 * In what a run's files differ from what `run.json` says of them, one sentence for each. Other
 * files beside them don't matter.
 */
export async function changesIn(folder: string, { files }: Pick<RunManifest, "files">): Promise<string[]> {
	const changes: string[] = [];
	for (const [name, written] of Object.entries(files)) {
		const file = join(folder, name);
		if (!existsSync(file)) {
			changes.push(`${file} is missing, which run.json names.`);
			continue;
		}
		if ((await sha256Of(file)) === written.sha256) continue;
		const { lines, sha256 } = await stampOf(file);
		changes.push(
			`${file} was changed after the run had been written: it has ${lines} lines (SHA-256 ${sha256.slice(0, 12)}…), and run.json says ${written.lines} (${written.sha256.slice(0, 12)}…).`,
		);
	}
	for (const name of filesRead) {
		if (Object.hasOwn(files, name) || !existsSync(join(folder, name))) continue;
		changes.push(`${join(folder, name)} was added after the run had been written: run.json doesn't name it.`);
	}
	return changes;
}
