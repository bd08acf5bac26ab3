import { createWriteStream } from "node:fs";
import { copyFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { z } from "zod";
import { type LabEvent, labEvent } from "../schema/event.ts";
import { type LabDescription, labFile, readLabDescription } from "../schema/labDescription.ts";
import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { type Protocol, protocol } from "../schema/protocol.ts";
import { readRecord } from "../schema/read.ts";
import { type Measures, type RunManifest, runManifest, schemaVersion } from "../schema/run.ts";
import { faultFreePeriods } from "./checker/course.ts";
import { witnessEventsOf, witnessProblems } from "./checker/faultWitnesses.ts";
import { judge } from "./checker.ts";
import { causeOf } from "./collect/causes.ts";
import { confirmHistories } from "./collect/confirm.ts";
import { exitCode } from "./collect/exitCode.ts";
import { stampsOf } from "./collect/fileStamps.ts";
import { type K6Summary, readK6Summary } from "./collect/k6Summary.ts";
import { type LoadSample, loadIn } from "./collect/load.ts";
import { describeMachine, type MachineState, machineState, trustOf } from "./collect/machine.ts";
import { metricsHeader, metricsLine } from "./collect/metricsCsv.ts";
import { type Intact, readIntact } from "./collect/ndjson.ts";
import { download } from "./collect/observer.ts";
import { type Span, samplesIn } from "./collect/prometheus.ts";
import { unwritten } from "./collect/resultsSpace.ts";
import { createRunFolder, runId } from "./collect/runFolder.ts";
import { noFigures, persistP99, thresholdFigures, thresholdOutcomes } from "./collect/thresholds.ts";
import { combine } from "./collect/verdicts.ts";
import { eventsOfRun, operationsOfRun } from "./collect/wholeProcesses.ts";
import { applicationContainer } from "./containers.ts";
import { identitiesOf } from "./digest/runTime.ts";
import type { RunRef } from "./results.ts";
import { writeIndex } from "./resultsIndex.ts";

export type CollectOptions = {
	/** Where k6 left its summary. */
	k6SummaryFile: string;
	/** When the run began: before k6 started. */
	started: Date;
	ended?: Date;
	resultsFolder?: string;
	/** The machine as the run began; without it, nothing is said of whether it was quiet enough. */
	machineAtStart?: MachineState;
	/** What waited for the processors while the run lasted, in order of time. */
	load?: readonly LoadSample[];
	/** Ends the collecting early; what is there by then is written, marked incomplete. */
	signal?: AbortSignal | undefined;
};

/**
 * Writes the results folder of the run that has just ended. What can't be had makes the run
 * incomplete, and `incompleteBecause` says so; only a folder that can't be written, or is there
 * already, is an error.
 */
export async function collect(lab: LabDescription, options: CollectOptions): Promise<RunRef> {
	const { started, ended = new Date(), signal } = options;
	// Before the collecting, which keeps the machine busy, too.
	const machineAtEnd = machineState(lab.controlGroup);
	const span = { start: started.getTime() / 1000, end: ended.getTime() / 1000 };
	const id = runId(started);
	const resultsFolder = resolve(options.resultsFolder ?? lab.resultsFolder);
	const target = await createRunFolder(resultsFolder, lab.stack, id);
	const missing: string[] = [];
	const orMissing = <T>(work: Promise<T>): Promise<T | null> =>
		work.catch((error: Error) => {
			missing.push(error.message);
			return null;
		});
	const file = (name: string) => join(target.partial, name);

	const k6 = await orMissing(keepK6Summary(options.k6SummaryFile, file("k6-summary.json")));
	const keep = <T>(name: string, schema: z.ZodType<T>, select: (all: readonly T[]) => T[]) =>
		orMissing(keepRecords(lab.observer, name, schema, target.partial, { select, signal }));
	if (lab.recording) await orMissing(confirmHistories(lab, signal));
	const events = await keep("events.ndjson", labEvent, (all) => {
		const ofRun = eventsOfRun(all, span.start);
		return [...ofRun, ...witnessEventsOf(ofRun)];
	});
	const operations = await keep("operations.ndjson", operationRecord, (all) => operationsOfRun(all, span.start));
	const reads = await keep("reads.ndjson", readRecord, (all) => all.filter(({ received }) => received >= span.start));
	const damage = [events, operations, reads].flatMap((file) => file?.damage ?? []);
	const scraped = await orMissing(keepMetrics(lab, span, file("metrics.csv"), signal));
	const judgement =
		lab.recording && operations !== null
			? judge(operations.records, events?.records ?? [], identitiesOf(lab), {
					intervalSeconds: lab.intervalSeconds,
					reads: reads?.records ?? [],
					doubts: damage,
				})
			: null;
	if (signal?.aborted) missing.push("Collecting was interrupted.");
	missing.push(
		...(judgement?.incompleteBecause ?? damage),
		...(events ? missingEvents(events.records, span.start) : []),
		...(events ? witnessProblems(events.records) : []),
		...(scraped ? unscraped(identitiesOf(lab), scraped, span) : []),
	);
	const { machineAtStart } = options;
	const manifest = runManifest.parse({
		...manifestOf(lab, k6, span),
		id,
		status: missing.length === 0 ? "complete" : "incomplete",
		incompleteBecause: missing,
		...(missing.length > 0 && { causes: missing.map(causeOf) }),
		...combine(judgement, k6),
		...(judgement && { evidence: judgement.evidence, measures: judgement.measures }),
		files: await stampsOf(target.partial),
		thresholds: thresholdsOf(lab, judgement?.measures ?? null, operations?.records ?? [], events?.records ?? []),
		...(machineAtStart && {
			trust: trustOf(
				machineAtStart,
				machineAtEnd,
				loadIn(options.load ?? [], faultFreePeriods(events?.records ?? [], identitiesOf(lab)), machineAtStart.cores),
				judgement?.lateShare ?? 0,
			),
		}),
	} satisfies RunManifest);
	try {
		await writeFile(file("run.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
		const folder = await target.finish();
		await writeIndex(resultsFolder);
		return { folder, manifest };
	} catch (error) {
		throw unwritten(resultsFolder, error as Error);
	}
}

async function keepK6Summary(from: string, to: string): Promise<K6Summary> {
	const summary = await readK6Summary(from);
	await copyFile(from, to);
	return summary;
}

/**
 * The observer's records of this run, up to the first damage. The file is there whatever happens,
 * if only as far as it came.
 */
async function keepRecords<T>(
	observer: string,
	name: string,
	schema: z.ZodType<T>,
	folder: string,
	{ select, signal }: { select: (all: readonly T[]) => T[]; signal: AbortSignal | undefined },
): Promise<Intact<T>> {
	const file = join(folder, name);
	await writeFile(file, "");
	const brokeOff = await download(observer, name, file, signal);
	const { records, damage } = await readIntact(file, schema, name);
	const kept = select(records);
	const lines = Readable.from(toLines(kept));
	await pipeline(lines, createWriteStream(`${file}.new`));
	await rename(`${file}.new`, file);
	return { records: kept, damage: brokeOff ?? damage };
}

function* toLines(records: readonly unknown[]): Generator<string> {
	const linesAtOnce = 1000;
	for (let i = 0; i < records.length; i += linesAtOnce) {
		yield records
			.slice(i, i + linesAtOnce)
			.map((record) => `${JSON.stringify(record)}\n`)
			.join("");
	}
}

/** Pods that Prometheus has samples of. */
interface Scraped {
	/** Of what the application says of itself. */
	application: Set<string>;
	/** Of what the kubelets say of the application's container. */
	container: Set<string>;
}

/** Returns the Pods that Prometheus has samples of. */
async function keepMetrics(
	lab: LabDescription,
	span: Span,
	file: string,
	signal: AbortSignal | undefined,
): Promise<Scraped> {
	const scraped: Scraped = { application: new Set(), container: new Set() };
	const { prometheus, namespace } = lab;
	await pipeline(async function* () {
		yield metricsHeader;
		for await (const samples of samplesIn(prometheus, span, namespace, signal)) {
			for (const { pod, container, metric } of samples) {
				if (container !== applicationContainer) continue;
				const of = metric.startsWith("container_") ? "container" : "application";
				scraped[of].add(pod);
			}
			yield samples.map(metricsLine).join("");
		}
	}, createWriteStream(file));
	return scraped;
}

function thresholdsOf(
	{ protocol }: LabDescription,
	measures: Measures | null,
	operations: readonly OperationRecord[],
	events: readonly LabEvent[],
) {
	if (protocol === null) return [];
	if (measures === null) {
		return thresholdOutcomes(protocol.thresholds, noFigures);
	}
	const { thresholds } = protocol;
	return thresholdOutcomes(thresholds, {
		...thresholdFigures(measures),
		persistP99Seconds: thresholds.persistP99Seconds === undefined ? null : persistP99(operations, events, protocol),
	});
}

function missingEvents(events: readonly LabEvent[], start: number): string[] {
	const since = events.filter(({ time }) => time >= start);
	const missing: string[] = [];
	for (const { event, detail, pod = "the watch of Pods" } of events) {
		if (event !== "gap") continue;
		missing.push(`The observer has a gap: ${pod}: ${detail ?? "unknown"}.`);
	}
	missing.push(...unstored(events));
	for (const { event, detail = "unknown" } of since) {
		if (event !== "observer-started") continue;
		missing.push(`The observer started again during the run (${detail}): what happened meanwhile is late or missing.`);
	}
	if (since.some(({ event }) => event === "watch-resumed")) {
		missing.push("The observer's watch of Pods broke and was resumed: events in between are late or missing.");
	}
	const ended = since.findLast(({ event }) => event === "run-ended");
	if (!since.some(({ event }) => event === "run-started")) {
		missing.push("The run never started: there is no run-started event.");
	} else if (ended === undefined) {
		missing.push("The run didn't end: there is no run-ended event.");
	} else if (ended.detail?.startsWith("aborted")) {
		missing.push(`The run was ${ended.detail}.`);
	}
	return missing;
}

/** One sentence for each process and reason, however often it was told. */
function unstored(events: readonly LabEvent[]): string[] {
	const sentences = events
		.filter(({ event }) => event === "record-refused")
		.map(({ pod = "somebody", process, detail = "unknown" }) => {
			const whose = process === undefined ? pod : `${pod}'s process ${process}`;
			const reason = detail.replace(/\.?( \(\d+ times more .*)?$/, "");
			return `The observer didn't store something of ${whose}: ${reason}.`;
		});
	return [...new Set(sentences)];
}

/**
 * The kubelets measure, and are asked, every five seconds. A shorter run may miss a replica between
 * two of them.
 */
const leastSecondsForAll = 15;

function unscraped(identities: readonly string[], { application, container }: Scraped, { start, end }: Span): string[] {
	const silent = identities.filter((pod) => !application.has(pod));
	const told = silent.map((pod) => `Prometheus has no samples of ${pod}.`);
	if (application.size > 0 && container.size === 0) {
		return [
			...told,
			"Prometheus has nothing of what the kubelets say: there are no figures of the containers' memory and processor time.",
		];
	}
	if (end - start < leastSecondsForAll) return told;
	return [
		...told,
		...identities
			.filter((pod) => application.has(pod) && !container.has(pod))
			.map((pod) => `Prometheus has nothing of what a kubelet says of ${pod}'s container.`),
	];
}

/** What is known of the run before its history is judged. */
function manifestOf(lab: LabDescription, k6: K6Summary | null, span: Span) {
	const done = k6?.setup_data;
	return {
		schemaVersion,
		stack: lab.stack,
		mode: lab.mode,
		replicas: lab.replicas,
		...(lab.groups && { groups: lab.groups }),
		...(lab.expectedViolations && { expectedViolations: lab.expectedViolations }),
		run: lab.run,
		seed: done?.seed ?? lab.seed,
		protocol: {
			...(lab.protocol ?? byHand(span)),
			// What was really done: the scenario's environment may have changed it.
			...(done && { durationSeconds: done.durationSeconds, faults: done.faults }),
			intervalSeconds: lab.intervalSeconds,
			recording: lab.recording,
		},
		start: new Date(span.start * 1000).toISOString(),
		end: new Date(span.end * 1000).toISOString(),
		versions: { ...(lab.store && { [lab.store.name]: lab.store.version }), ...lab.versions },
		images: lab.images,
		standIns: lab.standIns,
		machine: describeMachine(lab.platform),
	};
}

/** The protocol of a lab that brings up none. */
function byHand({ start, end }: Span): Protocol {
	const durationSeconds = Math.max(5, end - start);
	return protocol.parse({ name: "by hand", durationSeconds });
}

const usage = `Usage: node analysis/collect.ts --k6-summary <file> --started <ISO 8601 time>
  [--ended <ISO 8601 time>]  now
  [--results <folder>]       the lab's own
  [--lab <file>]             $HOLDFAST_LAB, or /run/holdfast/lab.json
Exit codes: 0 fine, 3 the method violated safety, 4 a threshold was crossed, 1 the run is incomplete or nothing could be collected.`;

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			"k6-summary": { type: "string" },
			started: { type: "string" },
			ended: { type: "string" },
			results: { type: "string" },
			lab: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		console.log(usage);
		return 0;
	}
	if (values["k6-summary"] === undefined || values.started === undefined) {
		throw new Error(`--k6-summary and --started must be given.\n${usage}`);
	}
	const interrupted = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"] as const) {
		process.once(name, () => interrupted.abort(new Error(name)));
	}
	const lab = await readLabDescription(values.lab || labFile());
	const { folder, manifest } = await collect(lab, {
		k6SummaryFile: values["k6-summary"],
		started: time(values.started, "--started"),
		...(values.ended && { ended: time(values.ended, "--ended") }),
		...(values.results && { resultsFolder: values.results }),
		signal: interrupted.signal,
	});
	console.log(folder);
	for (const reason of manifest.incompleteBecause) console.error(reason);
	for (const { summary } of manifest.violations ?? []) console.error(summary);
	return exitCode(manifest);
}

function time(text: string, option: string): Date {
	const date = new Date(text);
	if (!Number.isNaN(date.getTime())) return date;
	throw new Error(`${option} must be an ISO 8601 time such as 2026-11-23T09:30:00Z, not "${text}".`);
}

if (import.meta.main) {
	try {
		process.exitCode = await main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
