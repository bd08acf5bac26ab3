import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readRecord } from "../schema/read.ts";
import { toolBinary } from "../toolchain/machineTools.ts";
import { type Flaw, serveLab } from "./exampleLab.fixture.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-k6-"));
});
afterEach(() => rm(folder, { recursive: true }));

const sentRead = readRecord.omit({ received: true });

describe("k6 itself", { timeout: 60_000 }, () => {
	test("asks every replica as often as it should, and records every answer", async () => {
		const { code, reads, metrics, output } = await loadRun("none", {
			CLIENTS: "2",
			READS: "10",
			ADVANCES: "2.5",
			DURATION: "4s",
		});
		expect(code, output).toBe(0);
		expect(metrics.dropped_iterations).toBeUndefined();
		expect(metrics.holdfast_load_failures).toBeUndefined();
		expect(metrics.holdfast_reads_unrecorded).toBeUndefined();
		const asked = { read: 120, advance: 30 };
		for (const [kind, count] of Object.entries(asked)) {
			const own = reads.filter((read) => read.kind === kind);
			// The last arrivals of a busy machine may come after the end.
			expect(Math.abs(own.length - count)).toBeLessThanOrEqual(count / 10);
			expect(metrics[`holdfast_${kind}_duration_seconds`]?.count).toBe(own.length);
			for (const pod of ["pod-0", "pod-1", "pod-2"]) {
				const share = own.filter((read) => read.pod === pod).length;
				expect(Math.abs(share - own.length / 3)).toBeLessThanOrEqual(1);
			}
		}
		expect(metrics.holdfast_load_answers?.count).toBe(reads.length);
		for (const read of reads) {
			expect(sentRead.parse(read)).toEqual(read);
			expect(read.client).toMatch(/^client-\d+$/);
			expect(read.ended).toBeGreaterThan(read.started);
			expect(read.state).toBe(stateOf(read.pod, read.index ?? -1));
		}
		expect(new Set(reads.map(({ client }) => client)).size).toBe(12);
	});

	test("records all even where a client is asked for less often than batches are sent", async () => {
		const { reads, metrics } = await loadRun("none", {
			CLIENTS: "4",
			READS: "1",
			ADVANCES: "0",
			DURATION: "5s",
		});
		expect(reads.length).toBeGreaterThanOrEqual(14);
		expect(metrics.holdfast_load_answers?.count).toBe(reads.length);
	});

	test.each<[Flaw, string, string]>([
		["off-chain", "holdfast_chain_violations", "not on its chain"],
		["backwards", "holdfast_backwards", "went back from index"],
		["acknowledged-for-nothing", "holdfast_backwards", "pod-0 acknowledged an update to index"],
	])("%s replicas cross a threshold", async (flaw, metric, words) => {
		const { code, output, metrics } = await loadRun(flaw, {
			CLIENTS: "1",
			READS: flaw === "acknowledged-for-nothing" ? "0" : "10",
			// More often than the replica's own updates.
			ADVANCES: "10",
			DURATION: "3s",
		});
		expect(code).toBe(99);
		expect(output).toContain(words);
		expect(metrics[metric]?.count).toBeGreaterThan(0);
	});

	test("a silent replica shows as failures and dropped arrivals, and no answer of the others is held back", async () => {
		const { code, metrics, reads } = await loadRun("silent", {
			CLIENTS: "2",
			READS: "10",
			ADVANCES: "0",
			DURATION: "4s",
		});
		expect(code).toBe(0);
		expect(metrics.holdfast_load_failures?.count).toBeGreaterThan(0);
		expect(metrics.dropped_iterations?.count).toBeGreaterThan(0);
		expect(reads.some(({ pod }) => pod === "pod-0")).toBe(false);
		expect(metrics.holdfast_read_duration_seconds?.max).toBeLessThan(1);
		expect(metrics.holdfast_load_answers?.count).toBe(reads.length);
	});

	test("a wrong setting is one clear sentence", async () => {
		const { code, output } = await loadRun("none", { CLIENTS: "0" });
		expect(code).toBe(107);
		expect(output).toContain('msg="CLIENTS must be a whole number, from 1 to 64, not \\"0\\".');
	});
});

function stateOf(identity: string, index: number): string {
	let state = hash("sha256", identity, "base64");
	for (let k = 0; k < index; k++) state = hash("sha256", state, "base64");
	return state;
}

async function loadRun(flaw: Flaw, environment: Record<string, string>) {
	const { close, requests, server, observer } = await serveLab(3, flaw);
	const labFile = join(folder, "lab.json");
	const summaryFile = join(folder, "summary.json");
	await writeFile(
		labFile,
		JSON.stringify({
			stack: "central-3",
			mode: "central",
			replicas: 3,
			system: {},
			run: "1",
			seed: 2,
			namespace: "holdfast",
			kubernetes: { server, chaosToken: "secret" },
			observer,
		}),
	);
	const running = spawn(
		toolBinary("k6"),
		[...["run", "--no-usage-report", "-q", "--summary-export", summaryFile], join(import.meta.dirname, "load.ts")],
		{
			env: {
				PATH: process.env.PATH,
				K6_AUTO_EXTENSION_RESOLUTION: "false",
				HOLDFAST_LAB: labFile,
				...environment,
			},
		},
	);
	let output = "";
	for (const stream of [running.stdout, running.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
		});
	}
	const code = await new Promise((resolve) => running.on("close", resolve));
	close();
	const summary = await readFile(summaryFile, "utf8").catch(() => null);
	const { metrics } = JSON.parse(summary ?? '{"metrics":{}}') as {
		metrics: { [name: string]: { [statistic: string]: number } | undefined };
	};
	return { code, output, metrics, reads: requests.reads };
}
