import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { labEvent } from "../../schema/event.ts";
import { readRecord } from "../../schema/read.ts";
import { type K6Summary, readK6Summary } from "../collect/k6Summary.ts";
import { type Intact, readIntact } from "../collect/ndjson.ts";
import { readOperationColumns } from "../collect/operationColumns.ts";
import { readManifest } from "../results.ts";
import type { Material } from "./judged.ts";
import { SecondThread } from "./secondThread.ts";

/** Files that belong to a bare history, where they aren't its siblings. */
type Siblings = { events?: string; reads?: string };

type Files = { operations: string; events: string | null; reads: string | null };

const manifestFile = "run.json";
const operationsFile = "operations.ndjson";
const eventsFile = "events.ndjson";
const readsFile = "reads.ndjson";
const k6File = "k6-summary.json";

/**
 * Reads what there is of a run: its folder, or a history that nobody describes, which is an
 * `operations.ndjson` or a folder with one. What stands beside a `run.json` is that run's.
 *
 * @param thread reads half of what is large
 * @throws Error with one sentence when there is nothing to read
 */
export async function readMaterial(path: string, siblings: Siblings, thread: SecondThread): Promise<Material> {
	const folder = await folderOf(path);
	const isBare =
		siblings.events !== undefined || siblings.reads !== undefined || !existsSync(join(folder, manifestFile));
	if (!isBare) return readRunFolder(path, folder, thread);
	const operations = (await stat(path)).isDirectory() ? join(path, operationsFile) : path;
	if (!existsSync(operations)) throw new Error(await nothingIn(folder));
	const files = {
		operations,
		events: siblings.events ?? ifThere(join(folder, eventsFile)),
		reads: siblings.reads ?? ifThere(join(folder, readsFile)),
	};
	return {
		folder: path,
		manifest: null,
		...(await readHistory(files, thread)),
		k6: null,
		changes: [],
		remarks: [`${path} has no run.json: its identities are those that are in it.`],
	};
}

async function readRunFolder(path: string, folder: string, thread: SecondThread): Promise<Material> {
	const manifest = await readManifest(folder);
	const operations = join(folder, operationsFile);
	const files = {
		operations,
		events: ifThere(join(folder, eventsFile)),
		reads: ifThere(join(folder, readsFile)),
	};
	if (!existsSync(operations) && !(operationsFile in manifest.files)) {
		throw new Error(`${operations} is missing: there is nothing to judge.`);
	}
	// On another processor, while this one reads what is in the files.
	const checking = new SecondThread();
	const [changes, history] = await Promise.all([
		checking.ask("check", { folder, files: manifest.files }).finally(() => checking.end()),
		readHistory(files, thread),
	]);
	const { k6, remark } = await k6Of(folder);
	return {
		folder: path,
		manifest,
		...history,
		k6,
		changes,
		remarks: remark === null ? [] : [remark],
	};
}

async function k6Of(folder: string): Promise<{ k6: K6Summary | null; remark: string | null }> {
	const file = join(folder, k6File);
	if (!existsSync(file)) return { k6: null, remark: null };
	try {
		return { k6: await readK6Summary(file), remark: null };
	} catch (error) {
		return { k6: null, remark: (error as Error).message };
	}
}

async function readHistory({ operations, events, reads }: Files, thread: SecondThread) {
	const read = {
		operations: existsSync(operations)
			? await readOperationColumns(operations, (shared) => thread.ask("read", shared))
			: { records: new Map(), damage: null },
		events: events === null ? nothing : await readIntact(events, labEvent),
		reads: reads === null ? nothing : await readIntact(reads, readRecord),
	};
	return {
		records: read.operations.records,
		events: read.events.records,
		reads: read.reads.records,
		damage: Object.values(read).flatMap(({ damage }) => damage ?? []),
	};
}

const nothing: Intact<never> = { records: [], damage: null };

/** The folder that is named, or that a file is in. */
async function folderOf(path: string): Promise<string> {
	const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
		throw new Error(
			error.code === "ENOENT"
				? `There is no ${path}: name a run's folder, or an operations.ndjson.`
				: `${path} can't be read: ${error.message}.`,
		);
	});
	if (found.isDirectory()) return path;
	if (!found.isFile()) {
		throw new Error(`${path} is no file or folder: name a run's folder, or an operations.ndjson.`);
	}
	const name = basename(path);
	const isOther = name === eventsFile || name === readsFile || !/json$/.test(name);
	if (isOther && name !== operationsFile) {
		throw new Error(`${path} is no history of operations: name a run's folder, or an operations.ndjson.`);
	}
	return dirname(path);
}

async function nothingIn(folder: string): Promise<string> {
	const inside = await readdir(folder, { withFileTypes: true });
	const run = inside
		.filter((entry) => existsSync(join(folder, entry.name, manifestFile)))
		.map(({ name }) => name)
		.sort()
		.at(-1);
	return run === undefined
		? `${folder} has neither a run.json nor an operations.ndjson: name a run's folder, or an operations.ndjson.`
		: `${folder} is no run, but has runs in it: name one, for example ${join(folder, run)}.`;
}

function ifThere(file: string): string | null {
	return existsSync(file) ? file : null;
}
