/**
 * Times the main job on this machine: `npm run bench [-- --repeat 5]`. Prints each figure's median with its extremes;
 * nothing is asserted. It works on a backend and results of its own, below a temporary folder.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { quantile } from "d3-array";
import { latestRun, type Run, readRun } from "../analysis/results.ts";
import { checkout } from "./cache.ts";
import { setup } from "./setup.ts";
import { shellEnvironment } from "./shell.ts";

const stack = "central-5";

/** What one repetition measured: name → value. */
type Figures = Record<string, number>;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { repeat: { type: "string", default: "3" } },
	});
	const repetitions = Number(values.repeat);
	if (!Number.isInteger(repetitions) || repetitions < 1) {
		throw new Error(`--repeat ${values.repeat}: give a whole number from 1.`);
	}
	await setup();
	const warmSetup = await timed(
		["node", "toolchain/bootstrap.mjs", "toolchain/setup.ts"],
		{},
	);

	const all: Figures[] = [];
	for (let repetition = 1; repetition <= repetitions; repetition++) {
		console.log(`Repetition ${repetition} of ${repetitions} …`);
		all.push({ "set-up, nothing to do [s]": warmSetup, ...(await repeat()) });
	}
	print(all);
}

async function repeat(): Promise<Figures> {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
	const results = join(folder, "results");
	const pulumi = (...parameters: string[]) =>
		timed(["pulumi", ...parameters, "--non-interactive", "--stack", stack], {
			PULUMI_BACKEND_URL: `file://${folder}`,
			HOLDFAST_RESULTS: results,
		});
	try {
		await timed(
			["pulumi", "stack", "init", stack, "--no-select", "--non-interactive"],
			{ PULUMI_BACKEND_URL: `file://${folder}` },
		);
		const upAt = Date.now() / 1000;
		await pulumi("up", "--yes", "--skip-preview");
		const destroySeconds = await pulumi("destroy", "--yes", "--skip-preview");
		const ref = await latestRun(results, stack);
		if (!ref) throw new Error("The run left no result.");
		return {
			...figuresOf(await readRun(ref.folder), upAt),
			"destroy [s]": destroySeconds,
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function figuresOf(run: Run, upAt: number): Figures {
	const firstPersist = new Map<string, number>();
	for (const { pod, type, kind, received } of run.operations) {
		if (type === "ok" && kind === "persist" && !firstPersist.has(pod)) {
			firstPersist.set(pod, received);
		}
	}
	const recoveries = run.manifest.measures?.recoveries ?? [];
	const workingSets = run.samples
		.filter(({ metric }) => metric === "container_memory_working_set_bytes")
		.filter(({ container }) => container === "app")
		.map(({ value }) => value / 2 ** 20);
	return {
		"up until every replica persists [s]":
			Math.max(...firstPersist.values()) - upAt,
		"deleted Pod persists again, slowest [s]": Math.max(
			...recoveries.map(({ rtoSeconds }) => rtoSeconds ?? Number.NaN),
		),
		"app container's working set, median [MiB]":
			quantile(workingSets, 0.5) ?? Number.NaN,
	};
}

/** Runs a command and returns how many seconds it took. */
function timed(
	[file = "", ...parameters]: readonly string[],
	environment: Record<string, string>,
): Promise<number> {
	const start = performance.now();
	return new Promise((resolve, reject) => {
		const child = spawn(file, parameters, {
			cwd: checkout,
			env: { ...process.env, ...shellEnvironment(), ...environment },
			stdio: ["ignore", "pipe", "inherit"],
		});
		let output = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		child.on("error", reject);
		child.on("close", (code) =>
			code === 0
				? resolve((performance.now() - start) / 1000)
				: reject(new Error(`${file} ${parameters[0]} failed:\n${output}`)),
		);
	});
}

function print(all: readonly Figures[]): void {
	const [load = 0] = loadavg();
	console.log(
		`\n${all.length} repetitions, ${availableParallelism()} cores, load ${load.toFixed(1)} at the end: median (smallest … largest)`,
	);
	for (const name of Object.keys(all[0] ?? {})) {
		const values = all.map((figures) => figures[name] ?? Number.NaN);
		const [median = Number.NaN, least = Number.NaN, most = Number.NaN] = [
			0.5, 0, 1,
		].map((p) => quantile(values, p));
		console.log(
			`  ${name.padEnd(45)} ${median.toFixed(1)} (${least.toFixed(1)} … ${most.toFixed(1)})`,
		);
	}
}

try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
