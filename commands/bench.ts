/**
 * Times the main job on this machine and prints each figure's median with its extremes; nothing is asserted.
 *
 *     npx holdfast bench [--stacks central-5,decentral-5,study-5] [--repeat 3]
 *
 * The study's baseline is built if one of its stacks is named, and never otherwise.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { readSettings } from "../infra/config.ts";
import type { Figures } from "./bench/figures.ts";
import { repetition, timed } from "./bench/repetition.ts";
import { table } from "./bench/table.ts";
import { setup } from "./setup.ts";

async function main(): Promise<void> {
	const { stacks, repetitions } = readArguments();
	const modes = stacks.map(
		(stack) => readSettings(stack, () => undefined).mode,
	);
	await setup({ study: modes.includes("study") });
	reserveMachine();
	const setupSeconds = await timed(
		["node", "toolchain/bootstrap.mjs", "commands/setup.ts"],
		{},
	);

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
				console.log(
					`It failed, and doesn't count: ${(error as Error).message}`,
				);
			}
		}
	}
	const [load = 0] = loadavg();
	console.log(
		`\n${availableParallelism()} cores, load ${load.toFixed(1)} at the end; set-up with nothing to do: ${setupSeconds.toFixed(1)} s\n`,
	);
	console.log(table(columns));
}

function readArguments(): { stacks: string[]; repetitions: number } {
	const { values } = parseArgs({
		options: {
			stacks: { type: "string", default: "central-5,decentral-5" },
			repeat: { type: "string", default: "3" },
		},
	});
	const repetitions = Number(values.repeat);
	if (!Number.isInteger(repetitions) || repetitions < 1) {
		throw new Error(`--repeat ${values.repeat}: give a whole number from 1.`);
	}
	return { stacks: [...new Set(values.stacks.split(","))], repetitions };
}

try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
