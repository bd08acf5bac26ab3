import type { FaultWindow, Recovery, RunManifest } from "../../schema/run.ts";
import type { Sample } from "../../schema/sample.ts";
import { syntheticOperation, syntheticPersists } from "../figures/synthetic.fixture.ts";
import type { RunData } from "../results.ts";

/** A made-up manifest for tests; nothing that was run. */
export function syntheticManifest(fields: Partial<RunManifest> = {}): RunManifest {
	return {
		schemaVersion: 3,
		id: "20260101T000000Z",
		stack: "synthetic-2",
		mode: "central",
		replicas: 2,
		run: "1",
		seed: 7,
		protocol: {
			name: "quick",
			warmUpSeconds: 0,
			durationSeconds: 45,
			settleSeconds: 60,
			load: null,
			repetitions: 1,
			thresholds: {},
			intervalSeconds: 1,
			scrapeIntervalSeconds: 1,
			faults: [
				{
					kind: "delete-pods",
					atSeconds: 15,
					victims: 1,
					target: "any",
					gracePeriodSeconds: 1,
				},
			],
			recording: true,
		},
		status: "complete",
		incompleteBecause: [],
		start: "2026-01-01T00:00:00.000Z",
		end: "2026-01-01T00:00:45.000Z",
		versions: { kubernetes: "v0.0.0" },
		images: { app: `sha256:${"0".repeat(64)}` },
		files: {},
		standIns: [
			{
				name: "store: SyntheticDB",
				standsInFor: "CouchDB",
				why: "this is a test",
			},
		],
		machine: {
			cpuModel: "Synthetic CPU",
			cores: 2,
			memoryBytes: 8e9,
			kernel: "0.0.0",
			platform: "native",
			cgroupVersion: 1,
			loadAverage: 0.5,
		},
		verdicts: {
			chain: "holds",
			durability: "holds",
			monotonic: "holds",
			noFork: "holds",
			fresh: "holds",
			noPhantom: "holds",
		},
		measures: {
			windows: [],
			recoveries: [syntheticRecovery()],
			startups: [
				{
					pod: "pod-0",
					process: 900,
					startupDelaySeconds: 0.2,
					restart: false,
				},
				{
					pod: "pod-1",
					process: 900,
					startupDelaySeconds: 0.4,
					restart: false,
				},
				{
					pod: "pod-1",
					process: 1017,
					startupDelaySeconds: 0.1,
					restart: true,
				},
			],
			availability: [{ pod: "pod-0", expectedUpdates: 3, missedUpdates: 1 }],
			operations: { ok: 80, fail: 0, unknown: 0 },
		},
		...fields,
	};
}

export function syntheticRecovery(fields: Partial<Recovery> = {}): Recovery {
	return {
		pod: "pod-1",
		uid: "synthetic",
		deleted: "2026-01-01T00:00:15.000Z",
		rtoSeconds: 2.5,
		terminationSeconds: 1,
		replacementSeconds: 0.75,
		startSeconds: 0.25,
		readySeconds: 0.5,
		rpoUpdates: 0,
		steps: {
			terminatedSeconds: 1,
			createdSeconds: 1.1,
			scheduledSeconds: 1.2,
			startedSeconds: 1.75,
			methodReadySeconds: 2,
			readySeconds: 2.2,
			persistedSeconds: 2.5,
		},
		...fields,
	};
}

/** Of two replicas, the second of which is hit 15 s after the start. */
export function syntheticWindow(fields: Partial<FaultWindow> = {}): FaultWindow {
	const replica = { expectedUpdates: 4, missedUpdates: 1 };
	return {
		number: 0,
		fault: "delete-pods",
		injected: new Date(1015e3).toISOString(),
		healed: null,
		steady: new Date(1019.5e3).toISOString(),
		replicas: [
			{ ...replica, pod: "pod-0", victim: false, longestGapSeconds: 1.2 },
			{ ...replica, pod: "pod-1", victim: true, longestGapSeconds: 3.4 },
		],
		...fields,
	};
}

/** Readings of a container's working set in both replicas, every 5 s. */
export function syntheticWorkingSets(container: string, bytes: number): Sample[] {
	return ["pod-0", "pod-1"].flatMap((pod) =>
		Array.from({ length: 9 }, (_, i) => ({
			time: 1001 + 5 * i,
			pod,
			container,
			metric: "container_memory_working_set_bytes",
			value: bytes,
		})),
	);
}

/**
 * Two replicas over 45 s, one of them deleted at 15 s and back after 3 s; every persist takes 10
 * ms.
 */
export function syntheticRun(manifest: Partial<RunManifest> = {}): RunData {
	return {
		manifest: syntheticManifest(manifest),
		operations: [
			...syntheticPersists({ from: 1000.5, count: 45 }),
			...syntheticPersists({ from: 1000.2, count: 15, pod: "pod-1" }),
			...syntheticPersists({
				from: 1018.2,
				count: 27,
				pod: "pod-1",
				process: 1017,
			}),
			syntheticOperation({
				type: "invoke",
				kind: "load",
				time: 1020,
				number: 900,
				operation: 900,
			}),
			syntheticOperation({
				type: "unknown",
				kind: "load",
				time: 1022,
				number: 901,
				operation: 900,
			}),
		],
		events: [
			{ time: 1000, source: "chaos", event: "run-started" },
			{ time: 1015, source: "kubernetes", event: "deleting", pod: "pod-1" },
			{ time: 1018, source: "chaos", event: "fault-recovered" },
			{ time: 1045, source: "chaos", event: "run-ended" },
		],
		samples: [1001, 1002, 1003].map((time, i) => ({
			time,
			pod: "pod-0",
			container: "app",
			metric: "process_resident_memory_bytes",
			value: (60 + i) * 1e6,
		})),
	};
}
