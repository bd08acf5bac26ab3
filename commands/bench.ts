/**
 * Times the main job on this machine and prints each figure's median with its extremes; nothing is
 * asserted.
 *
 *     npx holdfast bench [--stacks central-5,decentral-5,study-5] [--repeat 3]
 *
 * The study's baseline is built if one of its stacks is named, and never otherwise.
 *
 *     npx holdfast bench setup [--each]
 *
 * times the set-up instead, with caches of its own that go again: as on a machine that has only the
 * Debian packages. With --each its steps go one after the other, which takes longer, and says each
 * one's processor time.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { readSettings } from "../infra/config.ts";
import { cacheFolder } from "../toolchain/cache.ts";
import type { Figures } from "./bench/measures.ts";
import { repetition, timed } from "./bench/repetition.ts";
import { table } from "./bench/table.ts";
import { machineRequirements, unmet } from "./requirements.ts";
import { setup } from "./setup.ts";

async function main(): Promise<void> {
	const { stacks, repetitions, ofSetup, eachStep } = readArguments();
	if (ofSetup) return timeSetup(eachStep);
	const modes = stacks.map((stack) => readSettings(stack, () => undefined).mode);
	await setup({ study: modes.includes("study") });
	reserveMachine();
	const setupSeconds = await timed(["node", "toolchain/bootstrap.mjs", "commands/setup.ts"], {});

	const columns = stacks.map((stack) => ({
		stack,
		repetitions: [] as Figures[],
	}));
	for (let number = 1; number <= repetitions; number++) {
		// All stacks in turn, so that a machine that gets slower or faster favours none of them.
		for (const { stack, repetitions: done } of columns) {
			console.log(`Repetition ${number} of ${repetitions}: ${stack} …`);
			try {
				done.push(await repetition(stack));
			} catch (error) {
				process.exitCode = 1;
				console.log(`It failed, and doesn't count: ${(error as Error).message}`);
			}
		}
	}
	const [load = 0] = loadavg();
	console.log(
		`\n${availableParallelism()} cores, load ${load.toFixed(1)} at the end; set-up with nothing to do: ${setupSeconds.toFixed(1)} s\n`,
	);
	console.log(table(columns));
}

/** Where the caches are made, there have to be 12 GiB. */
async function timeSetup(eachStep: boolean): Promise<void> {
	for (const requirement of machineRequirements()) {
		if (requirement.problem) throw new Error(unmet(requirement));
	}
	const folder = mkdtempSync(join(dirname(cacheFolder), "holdfast-bench-"));
	const script = join(import.meta.dirname, "bench", "setupCost.ts");
	try {
		const { status } = spawnSync(process.execPath, [script, ...(eachStep ? [] : ["--in-lanes"])], {
			stdio: "inherit",
			env: {
				...process.env,
				XDG_CACHE_HOME: folder,
				GOCACHE: join(folder, "go-build"),
				GOMODCACHE: join(folder, "go-modules"),
			},
		});
		process.exitCode = status ?? 1;
	} finally {
		// Go makes the folders of its modules read-only; root doesn't care.
		rmSync(folder, { recursive: true, force: true });
	}
}

function readArguments(): {
	stacks: string[];
	repetitions: number;
	ofSetup: boolean;
	eachStep: boolean;
} {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			stacks: { type: "string", default: "central-5,decentral-5" },
			repeat: { type: "string", default: "3" },
			each: { type: "boolean", default: false },
		},
	});
	const repetitions = Number(values.repeat);
	if (!Number.isInteger(repetitions) || repetitions < 1) {
		throw new Error(`--repeat ${values.repeat}: give a whole number from 1.`);
	}
	const [what] = positionals;
	if (what !== undefined && what !== "setup") {
		throw new Error(`There is no bench "${what}": "setup", or nothing.`);
	}
	return {
		stacks: [...new Set(values.stacks.split(","))],
		repetitions,
		ofSetup: what === "setup",
		eachStep: values.each,
	};
}

try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
