import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { writeIndex } from "./resultsIndex.ts";
import { syntheticManifest } from "./statistics/syntheticRun.fixture.ts";

let results: string;
beforeEach(async () => {
	results = await mkdtemp(join(tmpdir(), "holdfast-index-"));
});
afterEach(() => rm(results, { recursive: true }));

async function addRun(fields: Partial<RunManifest>) {
	const manifest = syntheticManifest(fields);
	const folder = join(results, manifest.stack, manifest.id);
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, "run.json"), JSON.stringify(manifest));
}

async function index() {
	return JSON.parse(await readFile(join(results, "index.json"), "utf8"));
}

test("every run that can be read has a line with what one looks for", async () => {
	const trust = {
		trusted: false,
		reasons: ["The load average was 9 as the run started."],
		stealShare: null,
		loadAverageAtStart: 9,
		lateShare: 0,
	};
	await addRun({ stack: "central-5", id: "20260102T000000Z", trust });
	await addRun({ stack: "central-5", id: "20260101T000000Z" });
	await mkdir(join(results, "central-5", "20260103T000000Z"));
	await mkdir(join(results, "sweeps", "0fb09c5d1f67"), { recursive: true });
	await writeIndex(results);
	const [first, second, ...others] = await index();
	expect(others).toEqual([]);
	const { mode, replicas, run, seed, status, verdicts } = syntheticManifest();
	expect(first).toEqual({
		...{ id: "20260101T000000Z", stack: "central-5" },
		...{ mode, replicas, run, seed, status, verdicts },
		protocol: "quick",
		faults: ["delete-pods"],
		trusted: null,
		folder: join("central-5", "20260101T000000Z"),
	});
	expect(second).toMatchObject({ id: "20260102T000000Z", trusted: false });
});

test("a new index takes the old one's place, and nothing else is left", async () => {
	await addRun({ stack: "central-5" });
	await writeIndex(results);
	await addRun({ stack: "decentral-5" });
	await writeIndex(results);
	expect(await index()).toHaveLength(2);
	expect(await readdir(results)).toEqual(["central-5", "decentral-5", "index.json"]);
});

test("a results folder without runs has an index without lines", async () => {
	await writeIndex(results);
	expect(await index()).toEqual([]);
});
