/** A new run on a stack that is up: `npx holdfast rerun central-5`. */
import { claimProblem, currentClaim } from "../infra/cluster/native/claim.ts";
import { checkout } from "../schema/checkout.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { up } from "./up.ts";

try {
	const claim = currentClaim();
	const stack = process.argv[2] ?? claim?.stack;
	if (!stack) {
		throw new Error(
			'No stack is up: name one ("npx holdfast rerun central-5"), or bring one up first ("pulumi up -s central-5").',
		);
	}
	const place = { stack, project: checkout, backend: checkout };
	const problem = claimProblem(claim, place);
	if (problem) throw new Error(problem);
	const run = new Date().toISOString();
	process.exitCode = await up(stack, "--config", `holdfast:run=${run}`);
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
