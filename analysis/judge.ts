import { writeFile } from "node:fs/promises";
import { exitCodes } from "../schema/exitCodes.ts";
import { printable } from "./collect/ndjson.ts";
import { jepsenEdn } from "./export/jepsen.ts";
import { missingByIdentity } from "./export/missing.ts";
import { porcupineHistory } from "./export/porcupine.ts";
import { type Asked, type ExportFormat, readArguments } from "./judge/arguments.ts";
import { gravestOf } from "./judge/exitCodeOf.ts";
import {
	allRecords,
	identitiesOf,
	intervalOf,
	type Judged,
	judged,
	type Material,
	unreadable,
} from "./judge/judged.ts";
import { junitOf } from "./judge/junit.ts";
import { readMaterial } from "./judge/material.ts";
import { plotPage, refuseUnwritable, sketchFor, writePlot } from "./judge/plotFile.ts";
import type { Request } from "./judge/request.ts";
import { SecondThread } from "./judge/secondThread.ts";
import { textOf } from "./judge/text.ts";

const usage = `Usage: npx holdfast judge <folder or operations.ndjson> … [options]
Judges runs, or histories of other systems in their format (docs/history.md), from their files alone.
  --json                        an object, or a list of them for several
  --junit [<file>.xml]          JUnit XML; to standard output without a file
  --html <file>                 a plot of every operation, with faults and replicas, as one HTML file (docs/exports.md)
  --export porcupine|edn        the history for other checkers (docs/exports.md)
  --threshold <name>=<limit>    rtoSeconds, missedUpdates, persistP99Seconds, startupSeconds; may be repeated
  --expect <property>=<verdict> durability=holds; may be repeated. A violation that was expected counts as none
  --events <file>, --reads <file>      of a history that has them elsewhere
  --replicas <number>, --interval <seconds>   of a history without run.json; else what is in it, and the most common step
Exit codes: 0 everything that was promised holds, 3 violated, 4 a threshold or an expectation wasn't met, 5 unknown, 1 it can't be read or was
changed after it was written, 2 the command was misused. Of several runs the gravest counts: 3, 1, 4, 5.`;

/**
 * Ends with what the runs come to. Data goes to standard output, everything else to standard error.
 */
async function main(args: readonly string[]): Promise<number> {
	let asked: Asked | "help";
	try {
		asked = readArguments(args);
	} catch (error) {
		console.error(`${(error as Error).message}\n${usage}`);
		return exitCodes.misused;
	}
	if (asked === "help") {
		write(`${usage}\n`);
		return exitCodes.fine;
	}
	const { paths, output, siblings, request, htmlFile } = asked;
	if (htmlFile !== null) await refuseUnwritable(htmlFile);
	if (output === "porcupine" || output === "edn") {
		return exportOne(paths[0] as string, output, siblings, request);
	}
	const runs: Judged[] = [];
	// One after the other, so that only one history is in memory.
	for (const path of paths) {
		const { one, page } = await judgeOne(path, asked);
		runs.push(one);
		if (output === "text" && one.error === undefined) {
			write(`${runs.length > 1 ? "\n" : ""}${printable(textOf(one))}\n`);
		}
		if (one.error !== undefined) console.error(printable(one.error));
		if (page !== null && htmlFile !== null) await writePlot(htmlFile, page);
	}
	if (output === "json") {
		write(`${JSON.stringify(runs.length === 1 ? runs[0] : runs, null, "\t")}\n`);
	}
	if (output === "junit") write(junitOf(runs));
	if (asked.junitFile !== null) {
		await writeFile(asked.junitFile, junitOf(runs));
	}
	return gravestOf(runs.map(({ exitCode }) => exitCode));
}

async function judgeOne(
	path: string,
	{ siblings, request, htmlFile }: Asked,
): Promise<{ one: Judged; page: string | null }> {
	const thread = new SecondThread();
	try {
		const material = await readMaterial(path, siblings, thread);
		if (htmlFile === null) {
			return { one: await judged(material, request, thread), page: null };
		}
		const sketch = await sketchFor(material, request);
		const one = await judged(material, request, thread);
		return { one, page: plotPage(sketch, material, one) };
	} catch (error) {
		return { one: unreadable(path, (error as Error).message), page: null };
	} finally {
		await thread.end();
	}
}

async function exportOne(
	path: string,
	format: ExportFormat,
	siblings: Asked["siblings"],
	request: Request,
): Promise<number> {
	const thread = new SecondThread();
	const material = await readMaterial(path, siblings, thread);
	await thread.end();
	for (const line of exported(material, format, request)) {
		if (!(await written(`${line}\n`))) break;
	}
	const wrong = [...material.changes, ...material.damage];
	for (const sentence of wrong) console.error(sentence);
	return wrong.length > 0 ? exitCodes.broken : exitCodes.fine;
}

function* exported(material: Material, format: ExportFormat, request: Request): Generator<string> {
	const { reads, events, changes, damage } = material;
	const records = [...allRecords(material)];
	const interval = intervalOf(material, request) ?? 1;
	const identities = identitiesOf(material, request);
	const ends = missingByIdentity(records, reads, events, identities, interval);
	const missing = new Map(Array.from(ends, ([pod, sentences]) => [pod, [...changes, ...damage, ...sentences]]));
	if (format === "edn") yield* jepsenEdn(records, reads, { missing });
	else {
		for (const each of porcupineHistory(records, reads, { missing })) {
			yield JSON.stringify(each);
		}
	}
}

/**
 * Whoever reads the output may have read enough (`npx holdfast judge … | head`): what comes then
 * goes nowhere.
 */
let isClosed = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	isClosed = true;
});

function write(text: string): void {
	if (!isClosed) process.stdout.write(text);
}

/** The same, slowly enough for the reader; false when nobody reads any more. */
function written(text: string): Promise<boolean> {
	return new Promise((resolve) => {
		if (isClosed) resolve(false);
		else process.stdout.write(text, (error) => resolve(!error));
	});
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
