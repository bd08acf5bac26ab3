import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { isLaboratorys, reasonsOf } from "../../analysis/collect/causes.ts";
import { lossText } from "../../analysis/collect/loss.ts";
import { listRuns } from "../../analysis/results.ts";
import { writeIndex } from "../../analysis/resultsIndex.ts";
import { leaseVariable } from "../../infra/cluster/native/layout.ts";
import { currentLease, isOf, leaseProblem, release, type StackPlace } from "../../infra/cluster/native/lease.ts";
import { killAndWait, processesWith } from "../../infra/cluster/native/processes.ts";
import { builtinProtocols } from "../../infra/experiment/protocols.ts";
import { isLocked } from "../../infra/stackLocks.ts";
import { checkout } from "../../schema/checkout.ts";
import { run as runCommand } from "../../toolchain/run.ts";
import { changeCommand, createOwnStack, type OwnStack, ownEnvironment } from "../ownStack.ts";
import { DamagedState, hasResources } from "../stackState.ts";
import type { Results, Runner } from "./attempt.ts";
import { runChild } from "./child.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { pulumiError } from "./pulumiError.ts";
import { duration } from "./sentences.ts";
import { causeOfFailedStart } from "./startCause.ts";

/**
 * Environment variable of every program that works for a sweep; its value is the sweep's folder.
 */
const sweepVariable = "HOLDFAST_SWEEP";

/** What a run may take beside its measured period and settling; after this, something hangs. */
const overheadLimitSeconds = 1800;
const destroyLimitSeconds = 600;

/**
 * Where a sweep keeps what it needs to go on: its journal, its logs, and the stack of the run in
 * hand.
 */
export function sweepFolder(resultsFolder: string, sweep: string): string {
	return join(resultsFolder, "sweeps", sweep);
}

/** What a run's `run.json` says of where it comes from: the value of `holdfast:run`. */
export function labelOf({ id }: Plan, run: PlannedRun, attempt: number): string {
	return `sweep ${id}: ${run.id}, attempt ${attempt}`;
}

/**
 * Runs on this machine. Nobody else may run a sweep on it meanwhile.
 *
 * @param resultsFolder absolute
 * @param signal when it aborts, the run in hand ends early, and in order
 */
export function createRunner(plan: Plan, resultsFolder: string, signal: AbortSignal): Runner {
	const folder = sweepFolder(resultsFolder, plan.id);

	return {
		async clear({ cell }) {
			const left = leftStacks(resultsFolder);
			await endPrograms(left.map(sweepOf));
			const lease = currentLease();
			const own = left.map(placeOf).find((each) => lease && isOf(lease, each));
			const problem = leaseProblem(lease, own ?? placeOf(stackIn(folder, cell.stack, resultsFolder)));
			if (problem) throw new Error(problem);
			for (const stack of left) await takeDown(stack);
		},

		find,

		async carryOut(run, attempt) {
			const name = run.id.replaceAll(/[^\w-]+/g, "-");
			const log = join(folder, "logs", `${name}.${attempt}.log`);
			const stack = stackIn(folder, run.cell.stack, resultsFolder);
			const error = await bringUp(stack, run, attempt, log);
			await takeDown(stack);
			const results = await find(run, attempt);
			return results
				? { results, error: null, cause: null }
				: { results, error, cause: causeOfFailedStart(error, textOf(log)) };
		},

		publish: () => writeIndex(resultsFolder),
	};

	async function find(run: PlannedRun, attempt: number): Promise<Results | null> {
		const label = labelOf(plan, run, attempt);
		const { runs } = await listRuns(resultsFolder);
		const found = runs.findLast(({ manifest }) => manifest.run === label);
		if (!found) return null;
		const { status, verdicts, trust, expectedViolations } = found.manifest;
		const { incomplete, untrusted } = reasonsOf(found.manifest);
		const reasons = [...incomplete, ...untrusted];
		return {
			folder: relative(resultsFolder, found.folder),
			status,
			trusted: trust?.trusted ?? true,
			reasons: reasons.map(({ text }) => text),
			cause: isLaboratorys(found.manifest) ? "laboratory" : reasons.length > 0 ? "method" : null,
			verdicts,
			...(expectedViolations && { expectedViolations }),
			loss: lossText(found.manifest),
		};
	}

	/** Returns why there may be no results. */
	async function bringUp(stack: OwnStack, run: PlannedRun, attempt: number, log: string): Promise<string> {
		// A folder that was about to be removed when a sweep was killed may be there in part.
		rmSync(stack.folder, { recursive: true, force: true });
		mkdirSync(stack.folder, { recursive: true });
		try {
			await createOwnStack(stack, {
				config: configurationOf(stack, run, labelOf(plan, run, attempt)),
			});
		} catch (error) {
			return pulumiError((error as Error).message);
		}
		const { durationSeconds, settleSeconds, faults } = run.cell.protocol;
		const limitSeconds = durationSeconds + settleSeconds * faults.length + overheadLimitSeconds;
		const ending = await runChild(changeCommand("up", stack), {
			environment: ownEnvironment(stack),
			log,
			limitSeconds,
			signal,
		});
		const why = {
			fine: "The run left no results",
			failed: `pulumi up failed: ${pulumiError(readFileSync(log, "utf8"))}`,
			"too slow": `pulumi up took longer than ${duration(limitSeconds)}`,
		}[ending];
		return `${why} (its output: ${relative(resultsFolder, log)}).`;
	}
}

/** Empty where there is no such file. */
function textOf(file: string): string {
	return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** What the stack's file says, with a protocol of the user's as it was when the sweep began. */
function configurationOf({ folder }: OwnStack, { cell, seed }: PlannedRun, label: string): Record<string, string> {
	const config: Record<string, string> = {
		...cell.config,
		seed: String(seed),
		run: label,
	};
	if (!builtinProtocols.includes(cell.config.protocol ?? "")) {
		config.protocol = join(folder, "protocol.json");
		writeFileSync(config.protocol, JSON.stringify(cell.protocol));
	}
	return Object.fromEntries(Object.entries(config).map(([key, value]) => [`holdfast:${key}`, value]));
}

function stackIn(sweep: string, name: string, resultsFolder: string): OwnStack {
	return {
		name,
		folder: join(sweep, "backend"),
		results: resultsFolder,
		environment: { [sweepVariable]: sweep },
	};
}

/** Folder of the sweep that the stack belongs to. */
function sweepOf({ folder }: OwnStack): string {
	return dirname(folder);
}

/** Stacks of runs that were killed, of whichever sweep: none is at work but this one. */
function leftStacks(resultsFolder: string): OwnStack[] {
	return globSync("sweeps/*/backend/Pulumi.*.yaml", { cwd: resultsFolder }).map((file) =>
		stackIn(
			join(resultsFolder, dirname(dirname(file))),
			basename(file).slice("Pulumi.".length, -".yaml".length),
			resultsFolder,
		),
	);
}

/**
 * The programs that still run for sweeps that were killed. The laboratory's own are left to its
 * teardown.
 */
async function endPrograms(sweeps: readonly string[]): Promise<void> {
	const lease = currentLease();
	const ofLaboratory = new Set(lease ? processesWith(leaseVariable, lease.id).map(({ pid }) => pid) : []);
	for (const sweep of sweeps) {
		for (const program of processesWith(sweepVariable, sweep)) {
			if (!ofLaboratory.has(program.pid)) await killAndWait(program, 10);
		}
	}
}

/** Tells a sweep's stack from the user's of the same name. */
function placeOf({ name, folder }: OwnStack): StackPlace {
	return { stack: name, project: checkout, backend: folder };
}

/**
 * Leaves nothing of a stack, whatever state it is in.
 * @throws Error when something can't be removed
 */
async function takeDown(stack: OwnStack): Promise<void> {
	const { name, folder } = stack;
	const environment = ownEnvironment(stack);
	if (isLocked(name, folder)) {
		await runCommand(["pulumi", "cancel", "--yes", "--non-interactive", "--stack", name], { cwd: folder, environment });
	}
	if (mayHaveResources(name, folder)) {
		await runChild(changeCommand("destroy", stack), {
			environment,
			log: join(sweepOf(stack), "logs", "destroy.log"),
			limitSeconds: destroyLimitSeconds,
		});
	}
	// Does nothing after a destroy that went well; else it tears down what holds the machine.
	await release(placeOf(stack));
	rmSync(folder, { recursive: true, force: true });
}

/** A state that isn't whole tells Pulumi nothing, so the lease alone says what is there. */
function mayHaveResources(name: string, backend: string): boolean {
	try {
		return hasResources(name, backend);
	} catch (error) {
		if (error instanceof DamagedState) return false;
		throw error;
	}
}
