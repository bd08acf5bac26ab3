/**
 * Everything that must hold: types, lint, unit tests, and the tests on a real engine and a real
 * cluster.
 */
import { spawnSync } from "node:child_process";
import { platformVariable } from "../infra/cluster/choose.ts";
import { reserveMachine } from "../infra/cluster/native/reservation.ts";
import { checkout } from "../schema/checkout.ts";
import { shellEnvironment } from "../toolchain/shell.ts";
import { setup } from "./setup.ts";

const checks: readonly (readonly [name: string, ...command: string[]])[] = [
	["types", "tsc", "--noEmit"],
	["format and lint", "biome", "ci", "--log-level=warn"],
	["tests", "vitest", "run"],
];

try {
	await setup({ tests: true });
	reserveMachine();
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
const results = checks.map(([name, ...command]) => ({
	name,
	passed: passes(command),
}));
const failed = results.filter(({ passed }) => !passed);
for (const { name, passed } of results) console.log(`${passed ? "✓" : "✗"} ${name}`);
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length ? 1 : 0;

function passes([file = "", ...parameters]: readonly string[]): boolean {
	const { status } = spawnSync(`node_modules/.bin/${file}`, parameters, {
		cwd: checkout,
		stdio: "inherit",
		env: {
			...process.env,
			...shellEnvironment(),
			[platformVariable]: "native",
		},
	});
	return status === 0;
}
