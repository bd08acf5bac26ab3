/**
 * The main job: `npm start` sets up, runs the experiment of each mode in a laboratory of its own,
 * and draws the figures.
 */

import { drawFigures } from "../analysis/figures.ts";
import { platformVariable } from "../infra/cluster/choose.ts";
import { currentLease, leaseProblem } from "../infra/cluster/native/lease.ts";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { refuseIfWorkedOn } from "../infra/stackLocks.ts";
import { checkout } from "../schema/checkout.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { pulumi } from "./pulumi.ts";
import { setup } from "./setup.ts";
import { hasResources } from "./stackState.ts";
import { up } from "./up.ts";

const stacks = ["central-5", "decentral-5"];

async function main(): Promise<number> {
	// The same on every machine; a stack that names its platform has that one.
	process.env[platformVariable] ||= "native";
	await setup();
	reserveMachine();
	let code: number = exitCodes.fine;
	for (const stack of stacks) {
		const result = await experiment(stack);
		if (result === exitCodes.interrupted) return result;
		code = Math.max(code, result);
	}
	await drawFigures();
	return code;
}

/**
 * Brings the stack's laboratory up, which runs its experiment, and takes it down again, whatever
 * happened.
 */
async function experiment(stack: string): Promise<number> {
	refuseIfHeld(stack);
	refuseIfWorkedOn(stack, checkout);
	if (hasResources(stack)) {
		console.log(`Taking down what an earlier run of ${stack} left …`);
		await destroy(stack);
	}
	const code = await up(stack);
	const destroyed = await destroy(stack);
	if (code !== exitCodes.fine) return code;
	return destroyed === 0 ? exitCodes.fine : exitCodes.broken;
}

function destroy(stack: string): Promise<number> {
	return pulumi("destroy", "--yes", "--skip-preview", "--stack", stack);
}

/** The stack's own lease, of a run that was killed, is taken over. */
function refuseIfHeld(stack: string): void {
	const place = { stack, project: checkout, backend: checkout };
	const problem = leaseProblem(currentLease(), place);
	if (problem) throw new Error(problem);
}

try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
