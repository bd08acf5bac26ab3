/** A new run on a stack that is up: `npx holdfast rerun central-5`. */
import { currentLease, leaseProblem } from "../infra/cluster/native/lease.ts";
import { checkout } from "../schema/checkout.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { up } from "./up.ts";

try {
	const lease = currentLease();
	const stack = process.argv[2] ?? lease?.stack;
	if (!stack) {
		throw new Error(
			'No stack is up: name one ("npx holdfast rerun central-5"), or bring one up first ("pulumi up -s central-5").',
		);
	}
	const place = { stack, project: checkout, backend: checkout };
	const problem = leaseProblem(lease, place);
	if (problem) throw new Error(problem);
	const run = new Date().toISOString();
	process.exitCode = await up(stack, "--config", `holdfast:run=${run}`);
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = exitCodes.broken;
}
