import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./cache.ts";

/**
 * Whether the stack's state holds anything that a destroy would remove.
 *
 * @param backend folder of the local backend
 */
export function hasResources(stack: string, backend = checkout): boolean {
	const file = stateFile(stack, backend);
	if (!existsSync(file)) return false;
	const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
		checkpoint: { latest?: { resources?: unknown[] } };
	};
	return (checkpoint.latest?.resources?.length ?? 0) > 0;
}

/** Whether the stack's state in the user's own backend knows a claim on the machine. */
export function knowsClaim(stack: string, claimId: string): boolean {
	const file = stateFile(stack, checkout);
	return existsSync(file) && readFileSync(file, "utf8").includes(claimId);
}

function stateFile(stack: string, backend: string): string {
	return join(backend, ".pulumi", "stacks", "holdfast", `${stack}.json`);
}
