/** The bad days that take too long for `npm test`: `npm run soak [-- -t "frozen"]`. */
import { spawnSync } from "node:child_process";
import { platformVariable } from "../infra/cluster/choose.ts";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { checkout } from "./cache.ts";
import { setup } from "./setup.ts";
import { shellEnvironment } from "./shell.ts";

try {
	await setup({ soak: true });
	reserveMachine();
	const { status } = spawnSync(
		"node_modules/.bin/vitest",
		["run", "--config", "vitest.soak.config.ts", ...process.argv.slice(2)],
		{
			cwd: checkout,
			stdio: "inherit",
			env: {
				...process.env,
				...shellEnvironment(),
				[platformVariable]: "native",
			},
		},
	);
	process.exitCode = status ?? 1;
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
