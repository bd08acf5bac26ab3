/**
 * Runs the chaos scenario against the laboratory that is up, then collects what it left; prints the
 * results' folder. Interrupted, it still collects, and the result says that it is incomplete. Exit
 * codes as everywhere: 0, 1, 3.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode } from "../../analysis/collect/exitCode.ts";
import { sampleLoad } from "../../analysis/collect/load.ts";
import { lossText } from "../../analysis/collect/loss.ts";
import { machineState } from "../../analysis/collect/machine.ts";
import { collect } from "../../analysis/collect.ts";
import { checkout } from "../../schema/checkout.ts";
import { exitCodes } from "../../schema/exitCodes.ts";
import { labFile, readLabDescription } from "../../schema/labDescription.ts";
import { shellCommand } from "../../toolchain/shell.ts";
import { leaseVariable } from "../cluster/native/layout.ts";
import { holdLease } from "../cluster/native/lease.ts";

/** What an interrupted run may take to be collected: whoever interrupted it kills it soon. */
const collectAfterInterruptSeconds = 2;

async function main(): Promise<number> {
	holdLease(process.env[leaseVariable]);
	const lab = await readLabDescription(labFile());
	const folder = mkdtempSync(join(tmpdir(), "holdfast-run-"));
	const summary = join(folder, "summary.json");
	const started = new Date();
	const machineAtStart = machineState(lab.controlGroup);
	const load = sampleLoad();
	try {
		const interrupted = await runScenario(summary);
		const { folder: results, manifest } = await collect(lab, {
			k6SummaryFile: summary,
			started,
			machineAtStart,
			load: load.stop(),
			...(interrupted && {
				signal: AbortSignal.timeout(collectAfterInterruptSeconds * 1000),
			}),
		});
		console.log(results);
		for (const reason of manifest.incompleteBecause) console.error(reason);
		for (const { summary } of manifest.violations ?? []) console.error(summary);
		const loss = lossText(manifest);
		if (loss) console.error(`The run ${loss}.`);
		for (const reason of manifest.trust?.reasons ?? []) {
			console.error(`The machine was too busy to trust the figures: ${reason}`);
		}
		for (const { name, limit, value, held } of manifest.thresholds ?? []) {
			if (held) continue;
			console.error(`The threshold ${name} of ${limit} was crossed: ${value ?? "no such figure"}.`);
		}
		return interrupted ? exitCodes.interrupted : exitCode(manifest);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Runs k6 to its end, and says whether that came by a signal to us. k6 ends in order when it gets
 * one, too.
 */
async function runScenario(summary: string): Promise<boolean> {
	let interrupted = false;
	const k6 = spawn(shellCommand("k6"), ["run", "--quiet", "--no-color", join(checkout, "k6", "chaos.ts")], {
		// What k6 says is progress; our standard output is for the result.
		stdio: ["ignore", process.stderr, process.stderr],
		env: { ...process.env, HOLDFAST_K6_SUMMARY: summary },
	});
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.on(signal, () => {
			interrupted = true;
			k6.kill(signal);
			setTimeout(() => k6.kill("SIGKILL"), 700).unref();
		});
	}
	await new Promise((resolve, reject) => {
		k6.on("error", reject);
		k6.on("exit", resolve);
	});
	return interrupted;
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
