/** Formats, and checks lint and types: `npm run check`. */
import { spawnSync } from "node:child_process";
import { checkout } from "../schema/checkout.ts";

const checks = [
	["biome", "check", "--write"],
	["tsc", "--noEmit"],
] as const;

const failed = checks.find(
	([program, ...parameters]) =>
		spawnSync(`node_modules/.bin/${program}`, parameters, {
			cwd: checkout,
			stdio: "inherit",
		}).status !== 0,
);
process.exitCode = failed ? 1 : 0;
