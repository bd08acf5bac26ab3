/** A new run on a stack that is up: `npm run rerun -- central-5`. */
import { currentClaim } from "../infra/cluster/native/claim.ts";
import { exitCodes } from "./exitCodes.ts";
import { pulumi } from "./pulumi.ts";

const stack = process.argv[2] ?? currentClaim()?.stack;
if (stack) {
	const run = new Date().toISOString();
	const code = await pulumi(
		...["up", "--yes", "--skip-preview", "--stack", stack],
		...["--config", `holdfast:run=${run}`],
	);
	process.exitCode = code === 0 ? exitCodes.fine : code;
} else {
	console.error(
		'No stack is up: name one ("npm run rerun -- central-5"), or bring one up first ("pulumi up -s central-5").',
	);
	process.exitCode = exitCodes.broken;
}
