import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { latestRun, listRuns, readRun } from "./results.ts";

let results: string;
beforeEach(async () => {
	results = await mkdtemp(join(tmpdir(), "holdfast-results-"));
});
afterEach(() => rm(results, { recursive: true }));

const manifest = {
	schemaVersion: 3,
	id: "20261123T093000Z",
	stack: "central-5",
	mode: "central",
	replicas: 5,
	run: "1",
	seed: 42,
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
		faults: [],
		recording: true,
	},
	status: "complete",
	incompleteBecause: [],
	start: "2026-11-23T09:30:00.000Z",
	end: "2026-11-23T09:30:50.000Z",
	versions: {},
	images: {},
	standIns: [],
	machine: {
		cpuModel: "cpu",
		cores: 2,
		memoryBytes: 1e9,
		kernel: "6.1",
		platform: "native",
		cgroupVersion: 2,
		loadAverage: 1,
	},
	verdicts: {
		chain: "holds",
		durability: "holds",
		monotonic: "holds",
		noFork: "holds",
		fresh: "holds",
		noPhantom: "holds",
	},
	files: {},
};

async function addRun(id: string, files: Record<string, string>): Promise<string> {
	const folder = join(results, "central-5", id);
	await mkdir(folder, { recursive: true });
	for (const [name, text] of Object.entries(files)) {
		await writeFile(join(folder, name), text);
	}
	return folder;
}

const runJson = (id: string) => JSON.stringify({ ...manifest, id });

test("a results folder that doesn't exist holds no runs", async () => {
	expect(await listRuns(join(results, "none"))).toEqual({
		runs: [],
		problems: [],
	});
});

test("runs come in order, and what isn't one is told", async () => {
	await addRun("20261123T100000Z", { "run.json": runJson("20261123T100000Z") });
	await addRun("20261123T090000Z", { "run.json": runJson("20261123T090000Z") });
	await addRun("20261123T110000Z", { "run.json": '{"schemaVersion":3}' });
	await addRun("20261123T120000Z", {});
	await addRun("20261123T130000Z.partial", {});
	const { runs, problems } = await listRuns(results);
	expect(runs.map(({ manifest }) => manifest.id)).toEqual(["20261123T090000Z", "20261123T100000Z"]);
	expect(problems.length).toBe(3);
	expect(problems[0]).toMatch(/20261123T110000Z\/run\.json: "id": /);
	expect(problems[1]).toMatch(/20261123T120000Z\/run\.json: ENOENT/);
	expect(problems[2]).toMatch(/130000Z\.partial: .* interrupted/);
	const latest = await latestRun(results, "central-5");
	expect(latest?.manifest.id).toBe("20261123T100000Z");
	expect(await latestRun(results, "decentral-5")).toBeNull();
});

test("a run of another version of the format is told in one sentence", async () => {
	const old = JSON.stringify({ schemaVersion: 1, id: "old" });
	await addRun("20261123T100000Z", { "run.json": old });
	const { problems } = await listRuns(results);
	expect(problems).toEqual([
		expect.stringMatching(
			/run\.json has version 1 of the results' format, and this Holdfast reads version 3: repeat the run, or read it with the release that made it\.$/,
		),
	]);
});

test("what sweeps keep of themselves is no stack", async () => {
	await mkdir(join(results, "sweeps", "0fb09c5d1f67"), { recursive: true });
	expect(await listRuns(results)).toEqual({ runs: [], problems: [] });
});

test("a damaged file is read up to its damage, which is named by file and line", async () => {
	const files = {
		"run.json": runJson("20261123T100000Z"),
		"operations.ndjson": "",
		"events.ndjson": '{"time":1,"source":"chaos","event":"run-ended"}\nnot\n',
		"metrics.csv": "time,pod,container,metric,value\n1,pod-0,app,metric,\n",
	};
	const folder = await addRun("20261123T100000Z", files);
	const { events, samples, damage } = await readRun(folder);
	expect(events).toHaveLength(1);
	expect(samples).toEqual([]);
	expect(damage).toEqual([
		expect.stringMatching(/events\.ndjson, line 2: this is not JSON: not\.$/),
		expect.stringMatching(/metrics\.csv, line 2: "value": /),
	]);
});

test("a history that was cut in half isn't taken for a shorter one", async () => {
	const event = '{"time":1,"source":"chaos","event":"run-ended"}\n';
	const folder = await addRun("20261123T100000Z", {
		"run.json": runJson("20261123T100000Z"),
		"operations.ndjson": "",
		"events.ndjson": event.repeat(4).slice(0, -2 * event.length - 20),
		"metrics.csv": "time,pod,container,metric,value\n",
	});
	const { events, damage } = await readRun(folder);
	expect(events).toHaveLength(1);
	expect(damage).toEqual([expect.stringMatching(/events\.ndjson, line 2: the file ends within this line\.$/)]);
});
