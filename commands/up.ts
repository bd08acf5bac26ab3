import { exitCode } from "../analysis/collect/exitCode.ts";
import { latestRun } from "../analysis/results.ts";
import { resultsFolder } from "../schema/checkout.ts";
import { exitCodes } from "../schema/exitCodes.ts";
import { pulumi } from "./pulumi.ts";

/**
 * Brings a stack up, which runs its experiment, and tells a method that violated safety, or crossed
 * a threshold, from a broken laboratory.
 */
export async function up(stack: string, ...parameters: string[]): Promise<number> {
	const before = await latestRun(resultsFolder, stack);
	const code = await pulumi(...["up", "--yes", "--skip-preview", "--stack", stack], ...parameters);
	if (code === exitCodes.fine || code === exitCodes.interrupted) return code;
	const latest = await latestRun(resultsFolder, stack);
	if (latest === null || latest.folder === before?.folder) {
		return exitCodes.broken;
	}
	return exitCode(latest.manifest) || exitCodes.broken;
}
