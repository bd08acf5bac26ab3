import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { serveLab } from "../k6/exampleLab.fixture.ts";
import { goBinary } from "../toolchain/goTools.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "holdfast-testrun-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("two k6 processes with the printed script share the load, with tokens of their own", async () => {
	const { close, requests, server, observer } = await serveLab(3, "none");
	try {
		const file = join(folder, "described.json");
		await writeFile(
			file,
			JSON.stringify({
				...{
					stack: "central-3",
					mode: "central",
					run: "1",
					replicas: 3,
					seed: 2,
				},
				...{
					namespace: "holdfast",
					platform: "kubeconfig",
					system: {},
					observer,
				},
				kubernetes: { server: "https://elsewhere", chaosToken: "never shown" },
				observerTokens: { scenario: "never shown", clients: "of clients" },
			}),
		);
		const printed = await run(
			process.execPath,
			[
				join(import.meta.dirname, "testRun.ts"),
				...["--parallelism", "2", "-e", "CLIENTS=4", "-e", "READS=10", "-e", "ADVANCES=2", "-e", "DURATION=4s"],
			],
			{ HOLDFAST_LAB: file },
		);
		expect(printed.code, printed.output).toBe(0);
		expect(printed.output).not.toContain("never shown");
		const documents = parseAllDocuments(printed.output).map((each) => each.toJS());
		const { data } = documents.find(({ kind }) => kind === "ConfigMap");
		const { spec } = documents.find(({ kind }) => kind === "TestRun");

		// As in a Pod, but for the addresses.
		const script = join(folder, "load.js");
		const lab = join(folder, "lab.json");
		const token = join(folder, "token");
		await writeFile(script, data["load.js"]);
		await writeFile(lab, data["lab.json"].replace("https://kubernetes.default.svc", server));
		await writeFile(token, "secret\n");
		const environment = Object.fromEntries(
			spec.runner.env.map(({ name, value }: { name: string; value?: string }) => [name, value ?? "of clients"]),
		);
		delete environment.SSL_CERT_FILE;
		const processes = await Promise.all(
			["0:1/2", "1/2:1"].map(async (segment, i) => {
				const summary = join(folder, `summary-${i}.json`);
				const ended = await run(
					goBinary("k6"),
					[
						...["run", "-q", "--execution-segment", segment],
						...["--execution-segment-sequence", "0,1/2,1", "--summary-export", summary, script],
					],
					{ ...environment, HOLDFAST_LAB: lab, HOLDFAST_TOKEN: token },
				);
				return {
					...ended,
					metrics: JSON.parse(await readFile(summary, "utf8")).metrics,
				};
			}),
		);
		for (const { code, output, metrics } of processes) {
			expect(code, output).toBe(0);
			expect(metrics.holdfast_reads_unrecorded).toBeUndefined();
			expect(metrics.holdfast_load_answers.count).toBeGreaterThan(0);
		}
		const answers = processes.map(({ metrics }) => metrics.holdfast_load_answers.count);
		expect([...requests.shown]).toEqual(["Bearer of clients"]);
		expect(requests.reads).toHaveLength(answers[0] + answers[1]);
		const reads = requests.reads.filter(({ kind }) => kind === "read");
		// 3 states, 10 a second, 4 s: shared, not doubled. A busy machine drops some.
		expect(reads.length).toBeLessThanOrEqual(132);
		// Each process has 12 clients: no name belongs to two.
		expect(new Set(requests.reads.map(({ client }) => client)).size).toBeGreaterThan(12);
		for (const pod of ["pod-0", "pod-1", "pod-2"]) {
			expect(reads.some((read) => read.pod === pod)).toBe(true);
		}
	} finally {
		close();
	}
});

function run(
	command: string,
	commandLine: readonly string[],
	environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
	const child = spawn(command, commandLine, {
		env: { PATH: process.env.PATH, ...environment },
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
		});
	}
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve({ code, output }));
	});
}
