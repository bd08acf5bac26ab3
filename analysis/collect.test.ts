import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LabDescription } from "../schema/labDescription.ts";
import { witnessEventsOf } from "./checker/faultWitnesses.ts";
import {
	type ExampleRun,
	exampleRun,
	type HistoryChange,
	k6Summary,
	runEnd,
	runStart,
	serveLab,
	withLostUpdates,
} from "./collect/exampleLab.fixture.ts";
import { exitCode } from "./collect/exitCode.ts";
import { machineState } from "./collect/machine.ts";
import { type CollectOptions, collect } from "./collect.ts";
import { latestRun, listRuns, readRun } from "./results.ts";

let folder: string;
let close = () => {};

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-collect-"));
});
afterEach(async () => {
	close();
	close = () => {};
	await rm(folder, { recursive: true });
});

const id = "20270115T080000Z";

async function served(run: ExampleRun, history?: HistoryChange): Promise<LabDescription> {
	const serving = await serveLab(run, history);
	close = serving.close;
	return { ...serving.lab, resultsFolder: join(folder, "results") };
}

async function optionsFor(run: ExampleRun): Promise<CollectOptions> {
	const k6SummaryFile = join(folder, "k6.json");
	await writeFile(k6SummaryFile, JSON.stringify(run.k6Summary));
	return {
		k6SummaryFile,
		started: new Date(runStart * 1000),
		ended: new Date(runEnd * 1000),
	};
}

async function collected(run: ExampleRun, change: Partial<LabDescription> = {}) {
	const lab = { ...(await served(run)), ...change };
	return collect(lab, await optionsFor(run));
}

test("a whole run makes a complete folder that can be read back", async () => {
	const run = exampleRun();
	const { folder: runFolder, manifest } = await collected(run);
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest).toMatchObject({
		id,
		status: "complete",
		seed: 7,
		protocol: { name: "quick", durationSeconds: 40, faults: [{ victims: 1 }] },
		verdicts: {
			chain: "holds",
			durability: "holds",
			monotonic: "holds",
			noFork: "holds",
			fresh: "holds",
			noPhantom: "holds",
		},
		violations: [],
	});
	expect(exitCode(manifest)).toBe(0);
	expect(runFolder).toBe(join(folder, "results", "central-3", id));
	expect(await readdir(runFolder)).toEqual([
		"events.ndjson",
		"k6-summary.json",
		"metrics.csv",
		"operations.ndjson",
		"reads.ndjson",
		"run.json",
	]);
	const read = await readRun(runFolder);
	expect(read.manifest).toEqual(manifest);
	expect(read.operations).toEqual(run.operations);
	expect(read.events).toEqual([...run.events, ...witnessEventsOf(run.events)]);
	expect(read.reads).toEqual(run.reads);
	expect(read.damage).toEqual([]);
	expect(read.samples.length).toBe(3 * run.samples.length);
	expect(new Set(read.samples.map(({ metric }) => metric))).toEqual(
		new Set([
			'holdfast_operations_total{kind="persist",outcome="ok"}',
			"process_resident_memory_bytes",
			"container_memory_working_set_bytes",
		]),
	);
});

test("the way back of the deleted Pod is measured", async () => {
	const { manifest } = await collected(exampleRun());
	const [recovery] = manifest.measures?.recoveries ?? [];
	expect(recovery).toMatchObject({ pod: "pod-1", uid: "old", rpoUpdates: 0 });
	expect(recovery?.terminationSeconds).toBeCloseTo(0.19);
	expect(recovery?.replacementSeconds).toBeCloseTo(1.7);
	expect(recovery?.rtoSeconds).toBeCloseTo(
		1.89 + (recovery?.startSeconds as number) + (recovery?.readySeconds as number),
	);
	expect(recovery?.steps.readySeconds).toBeCloseTo(2.49);
	expect(manifest.measures?.startups).toMatchObject([{ pod: "pod-1", startupDelaySeconds: 0.2 }]);
	expect(manifest.measures?.availability.map(({ missedUpdates }) => missedUpdates)).toEqual([0, 0]);
});

test("the newest run of a stack is the latest, by link and by name", async () => {
	const run = exampleRun();
	const lab = await served(run);
	const options = await optionsFor(run);
	await collect(lab, options);
	const later = new Date((runStart + 1) * 1000);
	const second = await collect(lab, { ...options, started: later });
	const link = join(lab.resultsFolder, "central-3", "latest");
	expect(await readlink(link)).toBe("20270115T080001Z");
	expect(await latestRun(lab.resultsFolder, "central-3")).toEqual(second);
	expect((await listRuns(lab.resultsFolder)).runs.length).toBe(2);
});

test("a run is collected once", async () => {
	const run = exampleRun();
	const lab = await served(run);
	const options = await optionsFor(run);
	await collect(lab, options);
	await expect(collect(lab, options)).rejects.toThrow("is there already");
});

test("lost updates are a violation, whatever else is missing", async () => {
	const run = exampleRun();
	const operations = withLostUpdates(run.operations, "pod-1", 3);
	const { manifest } = await collected({ ...run, operations, samples: [] });
	expect(manifest.verdicts.durability).toBe("violated");
	expect(manifest.violations?.[0]?.summary).toContain("acknowledged updates lost: 3");
	expect(manifest.measures?.recoveries[0]?.rpoUpdates).toBe(3);
	expect(manifest.status).toBe("incomplete");
	expect(exitCode(manifest)).toBe(3);
});

test("what k6 saw is a violation too", async () => {
	const run = { ...exampleRun(), k6Summary: k6Summary(0, 2) };
	const { manifest } = await collected(run);
	expect(manifest.verdicts).toMatchObject({
		chain: "holds",
		monotonic: "violated",
	});
	expect(exitCode(manifest)).toBe(3);
});

test("a hole in the numbering makes the run incomplete", async () => {
	const run = exampleRun();
	const operations = run.operations.toSpliced(20, 1);
	const { manifest } = await collected({ ...run, operations });
	expect(manifest.incompleteBecause).toEqual(["The history lacks record 20 of pod-0's process 1800000000."]);
	expect(manifest.verdicts.durability).toBe("unknown");
	expect(exitCode(manifest)).toBe(1);
});

test("everything that is missing is named", async () => {
	const run = exampleRun();
	const events = run.events
		.filter(({ event }) => event !== "run-ended")
		.concat({
			time: runEnd,
			source: "observer",
			event: "gap",
			detail: "lost for 3 s",
		})
		.concat({ time: runEnd, source: "observer", event: "watch-resumed" });
	const samples = run.samples.filter(({ pod }) => pod !== "pod-2");
	const lab = await served({ ...run, events, samples });
	const { manifest } = await collect(lab, {
		...(await optionsFor(run)),
		k6SummaryFile: join(folder, "none.json"),
	});
	expect(manifest.incompleteBecause).toEqual([
		`k6's summary is missing: ${join(folder, "none.json")} can't be read.`,
		"The events tell that the run started, and not that it ended.",
		"The observer has a gap: the watch of Pods: lost for 3 s.",
		"The observer's watch of Pods broke and was resumed: events in between are late or missing.",
		"The run didn't end: there is no run-ended event.",
		"Prometheus has no samples of pod-2.",
	]);
});

test("a run without what the kubelets say is incomplete, and that is the laboratory's doing", async () => {
	const run = exampleRun();
	const server = await served({ ...run, kubelets: () => false });
	const { manifest } = await collect(server, await optionsFor(run));
	expect(manifest.incompleteBecause).toEqual([
		"Prometheus has nothing of what the kubelets say: there are no figures of the containers' memory and processor time.",
	]);
	expect(manifest.causes).toEqual(["laboratory"]);
});

test("a replica whose kubelet wasn't asked makes the run incomplete", async () => {
	const run = exampleRun();
	const server = await served({ ...run, kubelets: (pod) => pod !== "pod-1" });
	const { manifest } = await collect(server, await optionsFor(run));
	expect(manifest.incompleteBecause).toEqual(["Prometheus has nothing of what a kubelet says of pod-1's container."]);
});

test("what the observer didn't store, and its restart during the run, make the run incomplete", async () => {
	const run = exampleRun();
	const refused = {
		source: "observer",
		event: "record-refused",
		pod: "pod-1",
	} as const;
	const events = run.events.concat(
		{ ...refused, time: runEnd - 2, process: 7.5, detail: "It is full." },
		{
			...refused,
			time: runEnd - 1,
			process: 7.5,
			detail: "It is full. (9 times more since the last time that this was told)",
		},
		{ ...refused, time: runEnd - 1, detail: "no room" },
		{
			time: runEnd - 1,
			source: "observer",
			event: "observer-started",
			detail: "on top of 7 operations, 5 events and 0 reads",
		},
	);
	const { manifest } = await collected({ ...run, events });
	expect(manifest.incompleteBecause).toEqual([
		"The observer didn't store something of pod-1's process 7.5: It is full.",
		"The observer didn't store something of pod-1: no room.",
		"The observer started again during the run (on top of 7 operations, 5 events and 0 reads): what happened meanwhile is late or missing.",
	]);
	expect(exitCode(manifest)).toBe(1);
});

test("the observer's start before the run is no restart", async () => {
	const run = exampleRun();
	const events = [
		{
			time: Math.min(...run.events.map(({ time }) => time)) - 1000,
			source: "observer",
			event: "observer-started",
			detail: "fresh",
		} as const,
		...run.events,
	];
	const { manifest } = await collected({ ...run, events });
	expect(manifest.incompleteBecause).toEqual([]);
});

test("the method's containers are kept apart from the application, and don't stand in for it", async () => {
	const run = exampleRun();
	const consensus = run.samples.map((sample) => ({
		...sample,
		container: "consensus",
		value: 9e6,
	}));
	const app = run.samples.filter(({ pod }) => pod !== "pod-2");
	const { folder: runFolder, manifest } = await collected({
		...run,
		samples: [...app, ...consensus],
	});
	expect(manifest.incompleteBecause).toEqual(["Prometheus has no samples of pod-2."]);
	const { samples } = await readRun(runFolder);
	const containersOf = (pod: string) => new Set(samples.filter((s) => s.pod === pod).map(({ container }) => container));
	expect(containersOf("pod-0")).toEqual(new Set(["app", "consensus"]));
	expect(containersOf("pod-2")).toEqual(new Set(["consensus"]));
	expect(samples.every(({ container, value }) => (container === "app") === value > 9e6)).toBe(true);
});

test("the manifest says which Raft groups there were and whom the fault was aimed at", async () => {
	const run = exampleRun();
	const summary = run.k6Summary;
	const faults = summary.setup_data.faults.map((fault) => ({
		...fault,
		target: "leader",
	}));
	const groups = { size: 3, count: 1 };
	const { manifest } = await collected(
		{
			...run,
			k6Summary: {
				...summary,
				setup_data: { ...summary.setup_data, faults },
			},
		},
		{ groups },
	);
	expect(manifest.groups).toEqual(groups);
	expect(manifest.protocol.faults).toMatchObject([{ target: "leader" }]);
	expect(manifest.measures).not.toHaveProperty("consensus");
});

test("an aborted run is incomplete", async () => {
	const run = exampleRun();
	const events = run.events.map((event) =>
		event.event === "run-ended" ? { ...event, detail: "aborted after 12.0 s of 40 s" } : event,
	);
	const { manifest } = await collected({ ...run, events });
	expect(manifest.incompleteBecause).toEqual(["The run was aborted after 12.0 s of 40 s."]);
});

test("a line that isn't a record is named by file and line", async () => {
	const run = exampleRun();
	const broken = { ...run.operations[4], index: -1 };
	const operations = run.operations.with(4, broken as never);
	const { manifest } = await collected({ ...run, operations });
	expect(manifest.incompleteBecause[0]).toMatch(/^operations\.ndjson, line 5: "index": /);
});

test("without the observer and Prometheus there is still a run, incomplete", async () => {
	const run = exampleRun();
	const lab = await served(run);
	close();
	const { folder: runFolder, manifest } = await collect(lab, await optionsFor(run));
	expect(manifest.incompleteBecause.length).toBe(5);
	for (const reason of manifest.incompleteBecause) {
		expect(reason).toMatch(/^http:\/\/127.* doesn't answer: .*ECONNREFUSED/);
	}
	expect((await readRun(runFolder)).operations).toEqual([]);
});

test("a run without the recorder is judged by what k6 saw", async () => {
	const run = { ...exampleRun(), operations: [] };
	const { manifest } = await collected(run, { recording: false });
	expect(manifest.status).toBe("complete");
	expect(manifest.verdicts).toEqual({
		chain: "holds",
		durability: "unknown",
		monotonic: "holds",
		noFork: "unknown",
		fresh: "unknown",
		noPhantom: "unknown",
	});
});

test("a history with a damaged line is judged up to it, and the run is incomplete", async () => {
	const run = exampleRun();
	const { length } = run.operations;
	const operations = run.operations.with(length - 10, "\0\0" as never);
	const lost = withLostUpdates(operations, "pod-1", 2);
	const damaged = await collected({ ...run, operations: lost });
	expect(damaged.manifest.status).toBe("incomplete");
	expect(damaged.manifest.incompleteBecause[0]).toContain(`operations.ndjson, line ${length - 9}: `);
	expect(damaged.manifest.verdicts).toMatchObject({
		durability: "violated",
		chain: "unknown",
	});
	expect((await readRun(damaged.folder)).operations).toHaveLength(length - 10);
});

/** A run whose history comes as it was written: in order of time. */
function runInOrder(): ExampleRun {
	const run = exampleRun();
	const operations = run.operations.toSorted((a, b) => a.received - b.received);
	return { ...run, operations };
}

test.each<[string, HistoryChange, RegExp]>([
	[
		"cut off in its last line",
		{ bytes: (history) => history.subarray(0, -20) },
		/^operations\.ndjson, line 472: the file ends within this line\.$/,
	],
	[
		"cut in half",
		{ bytes: (history) => history.subarray(0, history.length / 2) },
		/^operations\.ndjson, line 2\d\d: the file ends within this line\.$/,
	],
	[
		"broken off on its way",
		{
			bytes: (history) => history.subarray(0, history.length / 2),
			breaksOff: true,
		},
		/operations\.ndjson broke off: /,
	],
	[
		"overwritten in the middle",
		{
			bytes: (history) => history.fill(0, history.length / 2, history.length / 2 + 512),
		},
		/^operations\.ndjson, line 2\d\d: this is not JSON: /,
	],
	[
		"with a broken byte in a state",
		{
			bytes: (history) => history.fill(0xff, ...byteOfState(history, history.length / 2)),
		},
		/^operations\.ndjson, line 2\d\d: this is not UTF-8\.$/,
	],
])("a history %s proves nothing, and condemns nobody", async (_, change, reason) => {
	const run = runInOrder();
	const lab = await served(run, change);
	const { folder, manifest } = await collect(lab, await optionsFor(run));
	expect(manifest.status).toBe("incomplete");
	expect(manifest.incompleteBecause).toContainEqual(expect.stringMatching(reason));
	expect(new Set(Object.values(manifest.verdicts))).toEqual(new Set(["unknown"]));
	expect(manifest.measures).toBeDefined();
	const { operations } = await readRun(folder);
	expect(operations).toEqual(run.operations.slice(0, operations.length));
	expect(operations.length).toBeGreaterThan(200);
});

/** Start and end of one byte within the next state after a position. */
function byteOfState(history: Buffer, after: number): [number, number] {
	const at = history.indexOf('"state":"', after) + 12;
	return [at, at + 1];
}

test("a history that broke off still shows the updates that were lost before", async () => {
	const run = runInOrder();
	const operations = withLostUpdates(run.operations, "pod-1", 2);
	const lab = await served({ ...run, operations }, { bytes: (history) => history.subarray(0, -2000), breaksOff: true });
	const { manifest } = await collect(lab, await optionsFor(run));
	expect(manifest.verdicts.durability).toBe("violated");
	expect(exitCode(manifest)).toBe(3);
});

test("thresholds of a run whose history wasn't recorded aren't held", async () => {
	const run = { ...exampleRun(), operations: [] };
	const lab = await served(run);
	const protocol = {
		...lab.protocol,
		thresholds: { rtoSeconds: 60 },
	} as LabDescription["protocol"];
	const { manifest } = await collect({ ...lab, protocol, recording: false }, await optionsFor(run));
	expect(manifest.thresholds).toEqual([{ name: "rtoSeconds", limit: 60, value: null, held: false }]);
});

test("what is expected of the mode is told and blamed on nobody, whereas all else is", async () => {
	const run = exampleRun();
	const lossy = {
		...run,
		operations: withLostUpdates(run.operations, "pod-1", 3),
	};
	const expectedViolations: LabDescription["expectedViolations"] = [
		...(["durability", "monotonic", "noFork", "fresh"] as const),
	];
	const { manifest } = await collected(lossy, { expectedViolations });
	expect(manifest).toMatchObject({ status: "complete", expectedViolations });
	expect(manifest.verdicts.durability).toBe("violated");
	expect(manifest.violations?.length).toBeGreaterThan(0);
	expect(manifest.measures?.recoveries[0]?.rpoUpdates).toBe(3);
	expect(exitCode(manifest)).toBe(0);
	expect(exitCode({ ...manifest, status: "incomplete" })).toBe(1);
	const { verdicts } = manifest;
	expect(exitCode({ ...manifest, verdicts: { ...verdicts, chain: "violated" } })).toBe(3);
});

test("a machine that was too busy makes a run that isn't trusted, and says why", async () => {
	const run = exampleRun();
	const now = machineState();
	if (now.ticks === null) throw new Error("This machine has no /proc/stat.");
	const { all, busy, niced, stolen } = now.ticks;
	const machineAtStart = {
		...now,
		ticks: { all: all - 1e6, busy, niced, stolen: stolen - 5e5 },
		loadAverage: 99,
	};
	const lab = await served(run);
	const { manifest } = await collect(lab, {
		...(await optionsFor(run)),
		machineAtStart,
	});
	expect(manifest.trust).toMatchObject({
		trusted: false,
		loadAverageAtStart: 99,
	});
	expect(manifest.trust?.reasons.join(" ")).toMatch(
		/^The hypervisor gave (49\.9|50\.0) % of the processors' time to others/,
	);
	expect(manifest.status).toBe("complete");
});

test("the protocol's thresholds are held or crossed", async () => {
	const run = exampleRun();
	const protocol = {
		...(await served(run)).protocol,
		thresholds: { rtoSeconds: 60, missedUpdates: 0, startupSeconds: 0.1 },
	} as LabDescription["protocol"];
	close();
	const { manifest } = await collected(run, { protocol });
	expect(manifest.thresholds).toMatchObject([
		{ name: "rtoSeconds", held: true },
		{ name: "missedUpdates", value: 0, held: true },
		// The only start whose readiness is told of is a restart.
		{ name: "startupSeconds", value: null, held: false },
	]);
});

test("results that can't be written are told with where, why and what to do", async () => {
	const lab = await served(exampleRun());
	await mkdir(join(lab.resultsFolder, "index.json"), { recursive: true });
	await expect(collect(lab, await optionsFor(exampleRun()))).rejects.toThrow(
		/^The results can't be written to .*results \(EISDIR: .*\): free some space there, or choose another folder with HOLDFAST_RESULTS, and run the experiment again\.$/,
	);
});

test("all runs of a results folder are in its index", async () => {
	const { folder: runFolder } = await collected(exampleRun());
	const index = join(folder, "results", "index.json");
	const [entry] = JSON.parse(await readFile(index, "utf8"));
	expect(entry).toMatchObject({
		id,
		stack: "central-3",
		protocol: "quick",
		faults: ["delete-pods"],
		status: "complete",
		trusted: null,
	});
	expect(join(folder, "results", entry.folder)).toBe(runFolder);
});

test("an interrupted collection writes what it has, marked incomplete", async () => {
	const run = exampleRun();
	const lab = await served(run);
	const { manifest } = await collect(lab, {
		...(await optionsFor(run)),
		signal: AbortSignal.abort(new Error("SIGINT")),
	});
	expect(manifest.status).toBe("incomplete");
	expect(manifest.incompleteBecause).toContain("Collecting was interrupted.");
});

test("the program prints the folder, says what is wrong, and exits accordingly", async () => {
	const run = exampleRun();
	const operations = withLostUpdates(run.operations, "pod-1", 1);
	const lab = await served({ ...run, operations });
	const { k6SummaryFile } = await optionsFor(run);
	const labFile = join(folder, "lab.json");
	await writeFile(labFile, JSON.stringify(lab));
	const arguments_ = [
		join(import.meta.dirname, "collect.ts"),
		...["--k6-summary", k6SummaryFile, "--lab", labFile],
		...["--started", new Date(runStart * 1000).toISOString()],
		...["--ended", new Date(runEnd * 1000).toISOString()],
	];
	const failure = await promisify(execFile)(process.execPath, arguments_).catch((error) => error);
	expect(failure.code).toBe(3);
	expect(failure.stdout).toBe(`${join(lab.resultsFolder, "central-3", id)}\n`);
	expect(failure.stderr).toContain("acknowledged updates lost: 1.");
	const again = await promisify(execFile)(process.execPath, [...arguments_, "--lab", "/nonexistent.json"]).catch(
		(error) => error,
	);
	expect(again.code).toBe(1);
	expect(again.stderr).toMatch(/^No lab is up: \/nonexistent\.json/);
	expect(await readFile(k6SummaryFile, "utf8")).toContain("setup_data");
});
