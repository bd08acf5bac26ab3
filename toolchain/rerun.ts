/** A new run on a stack that is up: `npm run rerun -- central-5`. */
import { currentClaim } from "../infra/cluster/native/claim.ts";
import { exitCodes } from "./exitCodes.ts";
import { up } from "./up.ts";

const stack = process.argv[2] ?? currentClaim()?.stack;
if (stack) {
	const run = new Date().toISOString();
	process.exitCode = await up(stack, "--config", `holdfast:run=${run}`);
} else {
	console.error(
		'No stack is up: name one ("npm run rerun -- central-5"), or bring one up first ("pulumi up -s central-5").',
	);
	process.exitCode = exitCodes.broken;
}
