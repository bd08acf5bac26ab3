/**
 * Times the analysis of many runs, from reading them to the report, and says how much memory it
 * takes. The runs are generated, into a folder of their own that is deleted at the end, and say so
 * in their manifests and on every figure: they are no result of anything.
 *
 *     node bench/analysis.ts [--runs 1000] [--seconds 110]
 *
 * `--seconds` is the length of a run; one of 5 replicas over 110 s leaves about 0.8 MB, one of 9
 * about 1.4 MB.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { correctHistory } from "../analysis/checker/exampleHistory.ts";
import { judge } from "../analysis/checker.ts";
import { stampsOf } from "../analysis/collect/fileStamps.ts";
import { metricsHeader, metricsLine } from "../analysis/collect/metricsCsv.ts";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import { protocol } from "../schema/protocol.ts";
import { type RunManifest, schemaVersion } from "../schema/run.ts";

const firstStart = 1_800_000_000;
const faultAtSeconds = 30;
const cells = [5, 9].flatMap((replicas) => ["generated-a", "generated-b"].map((mode) => ({ mode, replicas })));

/**
 * Numbers in [0, 1), the same for the same seed: Numerical Recipes' "quick and dirty" linear
 * congruential generator.
 */
function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(1664525, state) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

type Generated = {
	manifest: RunManifest;
	operations: OperationRecord[];
	events: LabEvent[];
	metrics: string;
};

function generate({ mode, replicas }: { mode: string; replicas: number }, number: number, seconds: number): Generated {
	const random = randomFrom(number);
	const start = firstStart + number * 3600;
	const pods = Array.from({ length: replicas }, (_, i) => `pod-${i}`);
	const operations = pods.flatMap((pod, i) => {
		const before = i === 0 ? faultAtSeconds : seconds;
		const lives = [before, seconds - before - 4].filter((life) => life > 0);
		return correctHistory(
			pod,
			lives.map((life) => ({ persists: Array(life).fill("ok") })),
			start,
		).map((record) => jittered(record, random() * 0.004));
	});
	const events: LabEvent[] = [
		{ time: start, source: "chaos", event: "run-started" },
		{
			...{ time: start + faultAtSeconds, source: "chaos" },
			...{ event: "fault-injected", pod: "pod-0", fault: "delete-pods" },
		},
		{
			...{ time: start + faultAtSeconds, source: "kubernetes" },
			...{ event: "deleting", pod: "pod-0", uid: "generated" },
		},
		{
			...{ time: start + faultAtSeconds + 4, source: "chaos" },
			...{ event: "fault-recovered", fault: "delete-pods" },
		},
		{ time: start + seconds, source: "chaos", event: "run-ended" },
	];
	const judged = judge(operations, events, pods, { intervalSeconds: 1 });
	const stack = `${mode}-${replicas}`;
	return {
		manifest: {
			schemaVersion,
			...{ id: `generated-${number}`, stack, mode, replicas },
			...{ run: `${number}`, seed: number },
			protocol: {
				...protocol.parse({
					name: "generated",
					durationSeconds: seconds,
					faults: [{ kind: "delete-pods", atSeconds: faultAtSeconds, victims: 1 }],
				}),
				recording: true,
			},
			...{ status: "complete", incompleteBecause: [] },
			start: new Date(start * 1000).toISOString(),
			end: new Date((start + seconds) * 1000).toISOString(),
			...{ versions: {}, images: {}, files: {} },
			standIns: [
				{
					name: "generated data",
					standsInFor: "measurements",
					why: "this times the analysis, and is no result",
				},
			],
			machine: {
				...{ cpuModel: "none", cores: 1, memoryBytes: 1, kernel: "none" },
				...{ platform: "generated", cgroupVersion: 1, loadAverage: 0 },
			},
			verdicts: judged.verdicts,
			measures: judged.measures,
		},
		operations,
		events,
		metrics: metricsOf(pods, start, seconds, random),
	};
}

function jittered(record: OperationRecord, seconds: number): OperationRecord {
	return record.type === "invoke" ? record : { ...record, time: record.time + seconds };
}

/** As many series as a replica of the central mode has. */
function metricsOf(pods: readonly string[], start: number, seconds: number, random: () => number): string {
	let text = metricsHeader;
	for (let second = 0; second < seconds; second++) {
		for (const pod of pods) {
			const of = { time: start + second + random() / 2, pod, container: "app" };
			const megabytes = 1e6 * (60 + random());
			const rows: [metric: string, value: number, every: number][] = [
				["process_resident_memory_bytes", megabytes, 1],
				["process_cpu_seconds_total", second / 50, 1],
				["holdfast_state_index", second, 1],
				...["load", "persist"].map((kind): [string, number, number] => [
					`holdfast_operations_total{kind="${kind}",outcome="ok"}`,
					second,
					1,
				]),
				["container_memory_working_set_bytes", megabytes / 2, 5],
				["container_cpu_usage_seconds_total", second / 40, 5],
			];
			for (const [metric, value, every] of rows) {
				if (second % every !== 0) continue;
				text += metricsLine({ ...of, metric, value });
			}
		}
	}
	return text;
}

/** @returns the bytes of the run's files */
async function write({ manifest, operations, events, metrics }: Generated, folder: string): Promise<number> {
	mkdirSync(folder, { recursive: true });
	const ndjson = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
	const contents = {
		"operations.ndjson": ndjson(operations),
		"events.ndjson": ndjson(events),
		"metrics.csv": metrics,
	};
	let bytes = 0;
	for (const [name, content] of Object.entries(contents)) {
		writeFileSync(join(folder, name), content);
		bytes += statSync(join(folder, name)).size;
	}
	const stamped = { ...manifest, files: await stampsOf(folder) };
	writeFileSync(join(folder, "run.json"), JSON.stringify(stamped));
	return bytes;
}

/** In a process of its own, whose memory holds nothing of the generating. */
const analyse = `
import { writeReport } from ${JSON.stringify(new URL("../analysis/figures.ts", import.meta.url).href)};
const begun = performance.now();
const [resultsFolder, reportFolder] = process.argv.slice(-2);
await writeReport({ resultsFolder, reportFolder });
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, mebibytes: maxRSS / 1024 }));
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			runs: { type: "string", default: "1000" },
			seconds: { type: "string", default: "110" },
		},
	});
	const [runs, seconds] = [Number(values.runs), Number(values.seconds)];
	if (!Number.isInteger(runs) || runs < 1) {
		throw new Error(`--runs must be a whole number from 1, not "${values.runs}".`);
	}
	if (!Number.isInteger(seconds) || seconds < 60) {
		throw new Error(`--seconds must be a whole number from 60, not "${values.seconds}".`);
	}
	const folder = mkdtempSync(join(tmpdir(), "holdfast-generated-"));
	try {
		let bytes = 0;
		for (let number = 0; number < runs; number++) {
			const cell = cells[number % cells.length] as (typeof cells)[number];
			const generated = generate(cell, number, seconds);
			const { stack, id } = generated.manifest;
			bytes += await write(generated, join(folder, "results", stack, id));
		}
		console.log(`${runs} generated runs of ${seconds} s: ${(bytes / 1e9).toFixed(2)} GB`);
		const { stdout, status } = spawnSync(
			process.execPath,
			["--input-type=module", "--eval", analyse, join(folder, "results"), join(folder, "report")],
			{ encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
		);
		if (status !== 0) throw new Error("The analysis failed.");
		const measured = JSON.parse(stdout) as {
			seconds: number;
			mebibytes: number;
		};
		console.log(
			`analysed in ${measured.seconds.toFixed(1)} s (${((measured.seconds / runs) * 1000).toFixed(0)} ms a run), ${measured.mebibytes.toFixed(0)} MiB at most`,
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

if (import.meta.main) {
	try {
		await main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
