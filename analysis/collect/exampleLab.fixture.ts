import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LabEvent } from "../../schema/event.ts";
import type { LabDescription } from "../../schema/labDescription.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { protocol } from "../../schema/protocol.ts";
import {
	correctHistory,
	correctReads,
	endsOf,
	lastLooks,
	type PersistEnd,
	position,
	startsOf,
} from "../checker/exampleHistory.ts";

/** Start of the made-up run, Unix time in seconds. */
export const runStart = 1_800_000_000;
export const runEnd = runStart + 40;

/**
 * What an observer, a Prometheus and k6 leave of a made-up run of three replicas, of which pod-1 is
 * deleted.
 */
export function exampleRun() {
	const ok = (count: number) => Array<PersistEnd>(count).fill("ok");
	const operations = [
		correctHistory("pod-0", [{ persists: ok(40) }], runStart),
		correctHistory("pod-1", [{ persists: ok(10) }, { persists: ok(28) }], runStart),
		correctHistory("pod-2", [{ persists: ok(40) }], runStart),
	].flat();
	const [, successor] = processesOf(operations, "pod-1");
	const events: LabEvent[] = [
		chaos(0, { event: "run-started", detail: "seed 42" }),
		...startsOf(operations),
		chaos(10, { event: "fault-injected", fault: "delete-pods", pod: "pod-1", uid: "old" }),
		kubernetes(10.01, { event: "deleting", uid: "old" }),
		kubernetes(10.2, { event: "deleted", uid: "old" }),
		kubernetes(10.3, { event: "created", uid: "new" }),
		kubernetes(10.4, { event: "scheduled", uid: "new" }),
		kubernetes(11.9, { event: "started", uid: "new", container: "app" }),
		{
			time: runStart + 12.05,
			source: "application",
			event: "method-ready",
			pod: "pod-1",
			process: successor as number,
			startupDelaySeconds: 0.2,
		},
		kubernetes(12.5, { event: "ready", uid: "new" }),
		chaos(12.6, { event: "fault-recovered", fault: "delete-pods" }),
		...startsOf(operations),
		...endsOf(operations),
		chaos(40, { event: "run-ended" }),
	];
	const samples = Array.from({ length: 120 }, (_, i) => ({
		pod: `pod-${i % 3}`,
		container: "app",
		time: runStart + 1 + Math.floor(i / 3),
		value: 50e6 + i,
	}));
	const reads = [...correctReads(operations, [runStart + 5, runStart + 30]), ...lastLooks(operations, runEnd + 0.1)];
	return { operations, events, reads, samples, k6Summary: k6Summary(0, 0) };
}

export type ExampleRun = ReturnType<typeof exampleRun> & {
	/** Whether its kubelet was asked about a Pod; absent: all were. */
	kubelets?: (pod: string) => boolean;
};

/** k6's summary with so many states off their chain and so many gone backwards. */
export function k6Summary(offChain: number, backwards: number) {
	const counter = (count: number) => ({ type: "counter", values: { count } });
	return {
		metrics: {
			holdfast_chain_violations: counter(offChain),
			holdfast_backwards: counter(backwards),
			holdfast_reads: counter(200),
		},
		setup_data: {
			startedAt: runStart * 1000,
			victims: ["pod-1"],
			seed: 7,
			durationSeconds: 40,
			faults: [
				{
					kind: "delete-pods",
					atSeconds: 10,
					victims: 1,
					target: "any",
					gracePeriodSeconds: 1,
				},
			],
		},
	};
}

/**
 * What becomes of the history on its way; the second breaks the answer off where the first ends it.
 */
export type HistoryChange = { bytes?: (history: Buffer) => Buffer; breaksOff?: boolean };

/** A lab on loopback that answers as the observer and Prometheus do. */
export async function serveLab(
	run: ExampleRun,
	{ bytes = (history) => history, breaksOff = false }: HistoryChange = {},
): Promise<{ lab: LabDescription; close(): void }> {
	const observer = await listen((path) => {
		if (path.startsWith("/reads")) return { body: linesOf(run.reads) };
		if (path.startsWith("/events")) return { body: linesOf(run.events) };
		return { body: bytes(linesOf(run.operations)), breaksOff };
	});
	const prometheus = await listen((_path, query) => ({
		body: JSON.stringify({
			status: "success",
			data: { resultType: "matrix", result: answerTo(run, query) },
		}),
	}));
	const lab: LabDescription = {
		stack: "central-3",
		mode: "central",
		replicas: 3,
		run: "1",
		seed: 42,
		namespace: "holdfast",
		intervalSeconds: 1,
		recording: true,
		protocol: protocol.parse({ name: "quick", durationSeconds: 45 }),
		observer: urlOf(observer),
		prometheus: urlOf(prometheus),
		store: { name: "pouchdb-server", version: "4.2.0" },
		versions: { kubernetes: "v1.37.2" },
		images: { app: "sha256:00" },
		standIns: [],
		platform: "native",
		resultsFolder: "/nonexistent",
	};
	return {
		lab,
		close() {
			observer.close();
			prometheus.close();
		},
	};
}

/** Makes a replica's first load after its restart find a state that is `lost` updates old. */
export function withLostUpdates(operations: readonly OperationRecord[], pod: string, lost: number): OperationRecord[] {
	const [, successor] = processesOf(operations, pod);
	const load = operations.find(({ process, kind, type }) => process === successor && kind === "load" && type === "ok");
	return operations.map((record) =>
		record === load ? { ...record, ...position(pod, (record.index as number) - lost) } : record,
	);
}

function processesOf(operations: readonly OperationRecord[], pod: string): number[] {
	const mine = operations.filter((record) => record.pod === pod);
	return [...new Set(mine.map(({ process }) => process))];
}

function chaos(at: number, event: Partial<LabEvent>): LabEvent {
	return { time: runStart + at, source: "chaos", event: "run-started", ...event };
}

function kubernetes(at: number, event: Partial<LabEvent>): LabEvent {
	return {
		time: runStart + at,
		source: "kubernetes",
		event: "created",
		pod: "pod-1",
		...event,
	};
}

function answerTo({ samples, kubelets = () => true }: ExampleRun, body: string) {
	const query = new URLSearchParams(body);
	const [, window] = /\[(\d+)ms\]$/.exec(query.get("query") ?? "") ?? [];
	const end = Number(query.get("time"));
	const start = end - Number(window) / 1000;
	const metric = query.get("query")?.includes("process_resident")
		? "process_resident_memory_bytes"
		: query.get("query")?.includes("container_memory")
			? "container_memory_working_set_bytes"
			: 'holdfast_operations_total{kind="persist",outcome="ok"}';
	const [, name, labels = ""] = /^([^{]+)(?:\{(.*)\})?$/.exec(metric) ?? [];
	const extra = Object.fromEntries([...labels.matchAll(/(\w+)="(\w+)"/g)].map(([, key, value]) => [key, value]));
	const series = new Map<string, ExampleRun["samples"]>();
	for (const sample of samples) {
		if (metric.startsWith("container_") && !kubelets(sample.pod)) continue;
		const key = `${sample.pod} ${sample.container}`;
		series.set(key, [...(series.get(key) ?? []), sample]);
	}
	return [...series.values()].map((ofSeries) => ({
		metric: {
			__name__: name,
			pod: ofSeries[0]?.pod,
			container: ofSeries[0]?.container,
			mode: "central",
			job: "replicas",
			instance: "198.19.0.7:32000",
			...extra,
		},
		values: ofSeries.filter(({ time }) => time >= start && time <= end).map(({ time, value }) => [time, String(value)]),
	}));
}

function linesOf(records: readonly unknown[]): Buffer {
	return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

const breaksOffAfterMilliseconds = 300;

type Answer = { body: string | Buffer; breaksOff?: boolean };

function listen(answer: (path: string, body: string) => Answer): Promise<Server> {
	const server = createServer(async (request, response) => {
		let query = "";
		for await (const chunk of request) query += chunk;
		const { body, breaksOff } = answer(request.url ?? "/", query);
		if (!breaksOff) response.end(body);
		else {
			response.writeHead(200, { "content-length": 2 * body.length });
			// Later: a client may lose what it hasn't read yet when the connection breaks.
			response.write(body, () => setTimeout(() => response.destroy(), breaksOffAfterMilliseconds));
		}
	});
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => resolve(server));
	});
}

function urlOf(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
