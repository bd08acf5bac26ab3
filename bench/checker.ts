/**
 * Times the checker, and the command that judges a run's folder, on a history as long as the
 * longest runs leave. The history is made up: it is the one that a correct store would leave whose
 * replicas are restarted every ten minutes, with all that a verdict asks for, and is no result of
 * anything.
 *
 *     node bench/checker.ts [--replicas 21] [--minutes 60] [--rate 10] [--folder <folder>]
 *
 * `--rate` is updates a second and replica, at most 40. Clients read each state twice a second.
 * `--folder` keeps the run's folder there.
 */
import { spawnSync } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { sum } from "d3-array";
import {
	correctHistory,
	correctReads,
	endsOf,
	lastLooks,
	type PersistEnd,
	startsOf,
} from "../analysis/checker/exampleHistory.ts";
import { judge } from "../analysis/checker.ts";
import { stampsOf } from "../analysis/collect/fileStamps.ts";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";
import { type RunManifest, schemaVersion } from "../schema/run.ts";

const start = 1_800_000_000;
const minutesOfLife = 10;
const readsPerSecond = 2;

type MadeUp = {
	records: OperationRecord[];
	reads: ReadRecord[];
	events: LabEvent[];
	identities: string[];
};

function makeUp(replicas: number, minutes: number, rate: number): MadeUp {
	const identities = Array.from({ length: replicas }, (_, i) => `pod-${i}`);
	const moments = Array.from({ length: minutes * 60 * readsPerSecond }, (_, i) => start + 0.25 + i / readsPerSecond);
	const made: MadeUp = { records: [], reads: [], events: [], identities };
	const { records, reads, events } = made;
	const chaos = (time: number, event: Partial<LabEvent>) =>
		events.push({ time, source: "chaos", event: "run-started", ...event });
	chaos(start, {});
	let faultNumber = 0;
	const histories = identities.map((pod) => correctHistory(pod, livesOf(minutes, rate), start, 1 / rate));
	// As a recorder gets them: all replicas step at the same time.
	for (let i = 0; i < (histories[0]?.length ?? 0); i++) {
		for (const mine of histories) records.push(mine[i] as OperationRecord);
	}
	for (const mine of histories) {
		const { pod } = mine[0] as OperationRecord;
		for (const read of correctReads(mine, moments)) reads.push(read);
		events.push(...startsOf(mine), ...endsOf(mine));
		for (const [i, { process, time }] of mine.entries()) {
			const next = mine[i + 1];
			if (next === undefined || next.process === process) continue;
			const about = { fault: "delete-pods", faultNumber: faultNumber++ };
			const uid = `${pod} ${process}`;
			chaos(time + 0.01, { ...about, event: "fault-injected", pod, uid });
			chaos(time + 0.02, { source: "kubernetes", event: "deleting", pod, uid });
			chaos(next.time + 1, { ...about, event: "fault-recovered" });
		}
	}
	const ended = events.reduce((last, { time }) => Math.max(last, time), 0) + 1;
	chaos(ended, { event: "run-ended" });
	for (const ofPod of Map.groupBy(records, ({ pod }) => pod).values()) {
		reads.push(...lastLooks(ofPod, ended + 0.5));
	}
	return made;
}

function livesOf(minutes: number, rate: number) {
	const updates = Math.min(minutes, minutesOfLife) * 60 * rate;
	return Array.from({ length: Math.ceil(minutes / minutesOfLife) }, () => ({
		persists: Array<PersistEnd>(updates).fill("ok"),
	}));
}

function timed<T>(work: () => T): { result: T; seconds: number } {
	const begun = performance.now();
	const result = work();
	return { result, seconds: (performance.now() - begun) / 1000 };
}

function readArguments() {
	const { values } = parseArgs({
		options: {
			replicas: { type: "string", default: "21" },
			minutes: { type: "string", default: "60" },
			rate: { type: "string", default: "10" },
			folder: { type: "string" },
		},
	});
	const { folder = null } = values;
	if (folder !== null && existsSync(folder)) {
		throw new Error(`--folder ${folder} is there already: name a new one.`);
	}
	const atMost = { replicas: 100, minutes: 600, rate: 40 };
	const number = (name: keyof typeof atMost) => {
		const value = Number(values[name]);
		if (Number.isInteger(value) && value >= 1 && value <= atMost[name]) {
			return value;
		}
		throw new Error(`--${name} must be a whole number from 1 to ${atMost[name]}, not "${values[name]}".`);
	};
	return {
		replicas: number("replicas"),
		minutes: number("minutes"),
		rate: number("rate"),
		folder,
	};
}

/** Writes what a run of this history would leave. */
async function writeRun(folder: string, { records, reads, events, identities }: MadeUp, rate: number): Promise<void> {
	await mkdir(folder, { recursive: true });
	const write = (name: string, all: readonly unknown[]) =>
		pipeline(Readable.from(linesOf(all)), createWriteStream(join(folder, name)));
	await write("operations.ndjson", records);
	await write("events.ndjson", events);
	await write("reads.ndjson", reads);
	const manifest: RunManifest = {
		...{ schemaVersion, id: "made-up", stack: "made-up", mode: "made-up" },
		...{ replicas: identities.length, run: "1", seed: 1 },
		protocol: {
			...{ name: "made-up", warmUpSeconds: 0, durationSeconds: 3600 },
			...{ settleSeconds: 60, intervalSeconds: 1 / rate },
			...{ scrapeIntervalSeconds: 1, faults: [], load: null, repetitions: 1 },
			...{ thresholds: { persistP99Seconds: 1 }, recording: true },
		},
		...{ status: "complete", incompleteBecause: [] },
		...{ start: iso(start), end: iso(start), versions: {}, images: {} },
		standIns: [],
		machine: {
			...{ cpuModel: "made-up", cores: 1, memoryBytes: 1, kernel: "made-up" },
			...{ platform: "made-up", cgroupVersion: 2, loadAverage: 0 },
		},
		verdicts: judge([], [], identities).verdicts,
		files: await stampsOf(folder),
	};
	await writeFile(join(folder, "run.json"), JSON.stringify(manifest));
}

function* linesOf(all: readonly unknown[]): Generator<string> {
	const linesAtOnce = 1000;
	for (let i = 0; i < all.length; i += linesAtOnce) {
		yield all
			.slice(i, i + linesAtOnce)
			.map((record) => `${JSON.stringify(record)}\n`)
			.join("");
	}
}

function iso(time: number): string {
	return new Date(time * 1000).toISOString();
}

/**
 * Runs the command on a folder. Each Node that it starts tells at its end how much memory it
 * needed, of which the largest counts, and how much time of processors, of which all counts: that
 * depends less than the time that passes on what else the machine does meanwhile.
 */
function runCommand(folder: string) {
	// Threads share their process's memory and end before it does.
	const tellUse = `
		import { isMainThread } from "node:worker_threads";
		const tell = () => {
			const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
			process.stderr.write("used " + maxRSS + " " + (userCPUTime + systemCPUTime) + "\\n");
		};
		if (isMainThread) process.on("exit", tell);`;
	const { result, seconds } = timed(() =>
		spawnSync("npm", ["run", "--silent", "judge", "--", folder], {
			cwd: join(import.meta.dirname, ".."),
			env: {
				...process.env,
				NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(tellUse)}`,
			},
			encoding: "utf8",
			maxBuffer: 1 << 26,
		}),
	);
	const used = Array.from(result.stderr.matchAll(/^used (\d+) (\d+)$/gm), ([, kibibytes, microseconds]) => ({
		peakBytes: Number(kibibytes) * 1024,
		processorSeconds: Number(microseconds) / 1e6,
	}));
	return {
		...result,
		seconds,
		peakBytes: Math.max(...used.map(({ peakBytes }) => peakBytes)),
		processorSeconds: sum(used, ({ processorSeconds }) => processorSeconds),
	};
}

async function main(): Promise<void> {
	const { replicas, minutes, rate, folder } = readArguments();
	const { result: madeUp, seconds: makingSeconds } = timed(() => makeUp(replicas, minutes, rate));
	const { records, reads, events, identities } = madeUp;
	const before = process.memoryUsage.rss();
	const { result, seconds } = timed(() => judge(records, events, identities, { intervalSeconds: 1 / rate, reads }));
	const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
	const load = () =>
		`load average ${loadavg()
			.map((each) => each.toFixed(1))
			.join(" ")}`;
	const peakBytes = process.resourceUsage().maxRSS * 1024;
	console.log(
		[
			`A made-up history: ${replicas} replicas, ${minutes} min, ${rate} updates a second each`,
			`records   ${records.length}, reads ${reads.length}, faults ${result.measures.windows.length}`,
			`generate  ${makingSeconds.toFixed(1)} s, ${mebibytes(before)}`,
			`judge     ${seconds.toFixed(1)} s, ${mebibytes(peakBytes)} at most, with the history; ${load()}`,
			`verdicts  ${JSON.stringify(result.verdicts)}`,
		].join("\n"),
	);
	const kept = folder ?? (await mkdtemp(join(tmpdir(), "holdfast-bench-")));
	try {
		await writeRun(kept, madeUp, rate);
		const command = runCommand(resolve(kept));
		console.log(
			[
				command.stdout.trimEnd(),
				`command   ${command.seconds.toFixed(1)} s, ${command.processorSeconds.toFixed(1)} s of processors, ${mebibytes(command.peakBytes)} at most, exit code ${command.status}; ${load()}`,
			].join("\n"),
		);
	} finally {
		if (folder === null) await rm(kept, { recursive: true });
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
