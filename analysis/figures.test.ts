import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { stampsOf } from "./collect/fileStamps.ts";
import { metricsHeader, metricsLine } from "./collect/metricsCsv.ts";
import { writeReport } from "./figures.ts";
import type { ExportedGroup } from "./notebooks/exportedGroup.ts";
import { syntheticRun } from "./statistics/syntheticRun.fixture.ts";

let root: string;
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), "holdfast-figures-"));
});
afterEach(() => rm(root, { recursive: true }));

const folders = () => ({
	resultsFolder: join(root, "results"),
	reportFolder: join(root, "report"),
});

async function writeSyntheticRun(
	fields: Partial<RunManifest>,
	/** In place of its own. */
	damaged: Record<string, string> = {},
) {
	const { manifest, operations, events, samples } = syntheticRun(fields);
	const folder = join(root, "results", manifest.stack, manifest.id);
	await mkdir(folder, { recursive: true });
	const lines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");
	await Promise.all([
		writeFile(join(folder, "operations.ndjson"), lines(operations)),
		writeFile(join(folder, "events.ndjson"), lines(events)),
		writeFile(join(folder, "metrics.csv"), metricsHeader + samples.map(metricsLine).join("")),
	]);
	for (const [name, text] of Object.entries(damaged)) {
		await writeFile(join(folder, name), text);
	}
	const stamped = { ...manifest, files: await stampsOf(folder) };
	await writeFile(join(folder, "run.json"), JSON.stringify(stamped));
	return folder;
}

const first = { id: "20260101T000000Z", start: "2026-01-01T00:00:00.000Z" };
const second = { id: "20260102T000000Z", start: "2026-01-02T00:00:00.000Z" };

describe("writeReport", { timeout: 60_000 }, () => {
	it("draws all runs together, and tells of each", async () => {
		await writeSyntheticRun(first);
		await writeSyntheticRun(second);
		const { page, table } = await writeReport(folders());
		const drawn = await readdir(join(root, "report", "figures"));
		// This run has no kubelet's readings, and no load was answered.
		for (const figure of ["5-1", "5-4"]) {
			const endings = drawn
				.filter((name) => name.startsWith(`quick-delete-pods-figure-${figure}-`))
				.map((name) => name.slice(-4));
			expect(endings).toEqual([".csv", ".png", ".svg"]);
		}
		expect(table).toMatch(/^Safety: central kept every acknowledged update/);
		const html = await readFile(page, "utf8");
		for (const { id } of [first, second]) {
			expect(html).toContain(`href="figures/synthetic-2-${id}-run.html"`);
			expect(drawn).toContain(`synthetic-2-${id}-run.html`);
		}
		expect(html).toContain('href="../results/synthetic-2/20260102T000000Z/run.json"');
	});

	it("tells apart what different things were done to", async () => {
		const { protocol } = syntheticRun().manifest;
		await writeSyntheticRun(first);
		await writeSyntheticRun({
			...second,
			protocol: { ...protocol, faults: [] },
		});
		const { table } = await writeReport(folders());
		expect(table).toContain("quick (delete-pods):");
		expect(table).toContain("quick (no faults):");
	});

	it("leaves figures of runs that are gone out of the folder", async () => {
		const gone = await writeSyntheticRun(first);
		await writeReport(folders());
		await rm(gone, { recursive: true });
		await writeSyntheticRun(second);
		await writeReport(folders());
		const drawn = await readdir(join(root, "report", "figures"));
		expect(drawn.join(" ")).not.toContain(first.id);
	});

	it("leaves what notebooks read: the tables of each group, which their own reader takes", async () => {
		await writeSyntheticRun(first);
		await writeReport(folders());
		const file = join(root, "report", "tables.json");
		const groups = JSON.parse(await readFile(file, "utf8")) as ExportedGroup[];
		expect(groups).toMatchObject([{ name: "quick (delete-pods)", context: { durationSeconds: 45 } }]);
		expect(groups[0]?.tables.latencies.length).toBeGreaterThan(0);
	});

	it("leaves other stacks out when asked for one", async () => {
		await writeSyntheticRun({ ...first, stack: "central-5" });
		await writeSyntheticRun({ ...second, stack: "central-7" });
		const { table } = await writeReport({ ...folders(), stack: "central-7" });
		expect(table).toContain("central-7");
		expect(table).not.toContain("central-5");
	});

	it("marks a damaged run as such, and names the file", async () => {
		await writeSyntheticRun(first);
		const broken = await writeSyntheticRun({ ...second, stack: "central-7" }, { "events.ndjson": "{}\n" });
		const { page, table } = await writeReport(folders());
		expect(table).toContain(join(broken, "events.ndjson"));
		expect(table).toContain(`central-7/${second.id}: damaged: its files can't be read to their ends`);
		const html = await readFile(page, "utf8");
		expect(html).toContain("✗ left out: damaged");
		expect(html).toContain("a run that is incomplete or not to be trusted");
	});

	it("reports the runs it can read and names the one that it can't", async () => {
		await writeSyntheticRun(first);
		const broken = await writeSyntheticRun({ ...second, stack: "central-7" });
		await rm(join(broken, "operations.ndjson"));
		const { table } = await writeReport(folders());
		expect(table).toContain(join(broken, "operations.ndjson"));
		expect(table).toContain("synthetic-2");
	});

	it("leaves out a run that was changed after it had been written, and says why", async () => {
		await writeSyntheticRun(first);
		const edited = await writeSyntheticRun({ ...second, stack: "central-7" });
		const file = join(edited, "operations.ndjson");
		const text = await readFile(file, "utf8");
		await writeFile(file, text.slice(0, text.lastIndexOf("\n", -2) + 1));
		const { page, table } = await writeReport(folders());
		expect(table).toContain("synthetic-2");
		expect(table).toMatch(/operations\.ndjson was changed after the run/);
		expect(table).toContain("The run is left out.");
		const html = await readFile(page, "utf8");
		expect(html).toContain("was changed after the run had been written");
		expect(await readdir(join(root, "report", "figures"))).not.toContainEqual(expect.stringContaining(second.id));
	});

	it("says in one sentence that there is nothing to draw, in the page and the terminal", async () => {
		const { page, table, runs } = await writeReport(folders());
		const sentence = `There is no readable run in ${join(root, "results")}: run an experiment first, for example with npm start.`;
		expect(runs).toBe(0);
		expect(table).toBe(sentence);
		expect(await readFile(page, "utf8")).toContain(sentence);
	});

	it("writes the answers as data, too", async () => {
		await writeSyntheticRun(first);
		await writeReport(folders());
		const text = await readFile(join(root, "report", "report.json"), "utf8");
		const { groups, runs } = JSON.parse(text);
		expect(groups[0].safety.verdict).toBe("holds");
		expect(runs[0].name).toBe(`synthetic-2/${first.id}`);
	});
});
