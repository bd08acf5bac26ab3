/**
 * Times the checker on a history as long as the longest runs leave. The history is made up, in memory: it is the one
 * that a correct store would leave whose replicas are deleted every ten minutes, and is no result of anything.
 *
 *     node bench/checker.ts [--replicas 21] [--minutes 60] [--rate 10]
 *
 * `--rate` is updates a second and replica, at most 40. Clients read each state twice a second.
 */
import { parseArgs } from "node:util";
import {
	correctHistory,
	correctReads,
	type PersistEnd,
} from "../analysis/checker/exampleHistory.ts";
import { judge } from "../analysis/checker.ts";
import type { LabEvent } from "../analysis/schema/event.ts";
import type { OperationRecord } from "../analysis/schema/operation.ts";
import type { ReadRecord } from "../analysis/schema/read.ts";

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
	const moments = Array.from(
		{ length: minutes * 60 * readsPerSecond },
		(_, i) => start + 0.25 + i / readsPerSecond,
	);
	const made: MadeUp = { records: [], reads: [], events: [], identities };
	const { records, reads, events } = made;
	const chaos = (time: number, event: Partial<LabEvent>) =>
		events.push({ time, source: "chaos", event: "run-started", ...event });
	chaos(start, {});
	let faultNumber = 0;
	for (const pod of identities) {
		const mine = correctHistory(pod, livesOf(minutes, rate), start, 1 / rate);
		for (const record of mine) records.push(record);
		for (const read of correctReads(mine, moments)) reads.push(read);
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
	chaos(start + minutes * 60, { event: "run-ended" });
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
		},
	});
	const atMost = { replicas: 100, minutes: 600, rate: 40 };
	const number = (name: keyof typeof atMost) => {
		const value = Number(values[name]);
		if (Number.isInteger(value) && value >= 1 && value <= atMost[name]) {
			return value;
		}
		throw new Error(
			`--${name} must be a whole number from 1 to ${atMost[name]}, not "${values[name]}".`,
		);
	};
	return {
		replicas: number("replicas"),
		minutes: number("minutes"),
		rate: number("rate"),
	};
}

function main(): void {
	const { replicas, minutes, rate } = readArguments();
	const { result: madeUp, seconds: makingSeconds } = timed(() =>
		makeUp(replicas, minutes, rate),
	);
	const { records, reads, events, identities } = madeUp;
	const before = process.memoryUsage.rss();
	const { result, seconds } = timed(() =>
		judge(records, events, identities, { intervalSeconds: 1 / rate, reads }),
	);
	const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
	const peakBytes = process.resourceUsage().maxRSS * 1024;
	console.log(
		[
			`A made-up history: ${replicas} replicas, ${minutes} min, ${rate} updates a second each`,
			`records   ${records.length}, reads ${reads.length}, faults ${result.measures.windows.length}`,
			`generate  ${makingSeconds.toFixed(1)} s, ${mebibytes(before)}`,
			`judge     ${seconds.toFixed(1)} s, ${mebibytes(peakBytes)} at most, with the history`,
			`verdicts  ${JSON.stringify(result.verdicts)}`,
		].join("\n"),
	);
}

if (import.meta.main) {
	try {
		main();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
