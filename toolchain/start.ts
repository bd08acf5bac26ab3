/** The main job: `npm start` sets up, runs the experiment of each mode in a laboratory of its own, and draws the figures. */

import { drawFigures } from "../analysis/figures.ts";
import { latestRun } from "../analysis/results.ts";
import { currentClaim, heldBy } from "../infra/cluster/native/claim.ts";
import { checkout, resultsFolder } from "./cache.ts";
import { exitCodes } from "./exitCodes.ts";
import { pulumi } from "./pulumi.ts";
import { setup } from "./setup.ts";
import { clearStaleLock } from "./stackLock.ts";

const stacks = ["central-5"];

async function main(): Promise<number> {
	await setup();
	let code: number = exitCodes.fine;
	for (const stack of stacks) {
		const result = await experiment(stack);
		if (result === exitCodes.interrupted) return result;
		code = Math.max(code, result);
	}
	await drawFigures();
	return code;
}

/** Brings the stack's laboratory up, which runs its experiment, and takes it down again, whatever happened. */
async function experiment(stack: string): Promise<number> {
	refuseIfHeld(stack);
	await clearStaleLock(stack);
	const before = (await latestRun(resultsFolder, stack))?.manifest.id;
	const code = await pulumi("up", "--yes", "--skip-preview", "--stack", stack);
	const destroyed = await pulumi(
		...["destroy", "--yes", "--skip-preview", "--stack", stack],
	);
	if (code === exitCodes.interrupted) return code;
	const latest = (await latestRun(resultsFolder, stack))?.manifest;
	const violated =
		latest !== undefined &&
		latest.id !== before &&
		Object.values(latest.verdicts).includes("violated");
	if (violated) return exitCodes.violated;
	return code === 0 && destroyed === 0 ? exitCodes.fine : exitCodes.broken;
}

/** The stack's own claim, of a run that was killed, is taken over. */
function refuseIfHeld(stack: string): void {
	const claim = currentClaim();
	if (claim && (claim.stack !== stack || claim.project !== checkout)) {
		throw new Error(heldBy(claim, stack));
	}
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
