/** Follows the run that is going on, in the terminal: `npm run watch`. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { lineDisplay, liveDisplay, paintFor, sizeOf } from "../analysis/watch/display.ts";
import { frame } from "../analysis/watch/frame.ts";
import { Watcher, watchRun } from "../analysis/watch/watchRun.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { type LabDescription, labFile, readLabDescription } from "../schema/labDescription.ts";

const usage = `Usage: npx holdfast watch [options]
  --wait <seconds>  how long a lab, and then a run, may take to be there (default 0)
  --once            shows how things stand now, and ends
  --lab <file>      the lab's description ($HOLDFAST_LAB, or /run/holdfast/lab.json)
Ends with the run, or with Ctrl-C.`;

const longestWaitSeconds = 86_400;

async function main(signal: AbortSignal): Promise<number> {
	const { values } = parseArgs({
		options: {
			wait: { type: "string", default: "0" },
			once: { type: "boolean", default: false },
			lab: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
	if (values.help) {
		console.log(usage);
		return exitCodes.fine;
	}
	const deadline = Date.now() + waitSeconds(values.wait) * 1000;
	const lab = await awaitLab(values.lab || labFile(), deadline, signal);
	const { stdout } = process;
	const paint = paintFor(stdout, process.env);
	if (values.once) {
		const watcher = new Watcher(lab);
		await watcher.look(signal);
		const { state } = watcher;
		const now = state.run?.ended ?? Date.now() / 1000;
		const lines = frame(state, now, { ...sizeOf(stdout), paint });
		stdout.write(lines.map((line) => `${line}\n`).join(""));
		return exitCodes.fine;
	}
	const display = stdout.isTTY ? liveDisplay(stdout, paint) : lineDisplay(stdout);
	try {
		console.log(
			await watchRun(lab, display, {
				signal,
				deadline,
				waiting: console.error,
			}),
		);
		return exitCodes.fine;
	} finally {
		display.close();
	}
}

/** @throws Error with one sentence when no lab is up before the deadline */
async function awaitLab(file: string, deadline: number, signal: AbortSignal): Promise<LabDescription> {
	let told = false;
	for (;;) {
		try {
			return await readLabDescription(file);
		} catch (error) {
			const leftSeconds = (deadline - Date.now()) / 1000;
			if (leftSeconds <= 0) throw error;
			if (!told) {
				console.error(`Waiting up to ${Math.ceil(leftSeconds)} s for a lab to be up …`);
			}
			told = true;
		}
		await sleep(1000, undefined, { signal });
	}
}

function waitSeconds(text: string): number {
	const seconds = Number(text);
	if (text !== "" && seconds >= 0 && seconds <= longestWaitSeconds) {
		return seconds;
	}
	throw new Error(`--wait must be a number of seconds from 0 to ${longestWaitSeconds}, not "${text}".`);
}

const stopped = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.once(name, () => stopped.abort());
}
// Whoever reads what is written here may have read enough (`npm run watch | head`).
process.stdout.on("error", () => stopped.abort());
try {
	process.exitCode = await main(stopped.signal);
} catch (error) {
	if (stopped.signal.aborted) {
		// The terminal has written ^C; what comes next begins a line.
		if (process.stdout.isTTY) process.stdout.write("\n");
		process.exitCode = exitCodes.interrupted;
	} else {
		console.error((error as Error).message);
		process.exitCode = exitCodes.broken;
	}
}
