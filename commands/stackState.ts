import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import type { Deployment } from "./repair/unfinished.ts";

/** A stack's state can't be read, as after a loss of power; the message says what to do. */
export class DamagedState extends Error {
	override name = "DamagedState";
}

/**
 * A stack's state in a local backend; null when it has none, or was never brought up.
 *
 * @param backend folder of the local backend
 * @throws {DamagedState} when the file isn't whole
 */
export function readState(stack: string, backend: string): Deployment | null {
	const file = stateFile(stack, backend);
	if (!existsSync(file)) return null;
	const state = checkpointIn(file);
	if (state) return state.latest ?? null;
	const copy = `${file}.bak`;
	const remedy =
		existsSync(copy) && checkpointIn(copy)
			? `copy ${copy}, which is how it was before the last change, over it`
			: `its copy ${copy} is no better, so remove both, run "pulumi stack init ${stack}", and "npm run release" if a laboratory is still up`;
	throw new DamagedState(`The state of the stack "${stack}" in ${file} is empty or cut short: ${remedy}.`);
}

/**
 * Whether the stack's state holds anything that a destroy would remove.
 *
 * @param backend folder of the local backend
 * @throws {DamagedState} when it can't be read
 */
export function hasResources(stack: string, backend = checkout): boolean {
	return (readState(stack, backend)?.resources?.length ?? 0) > 0;
}

/** Null when the file isn't whole. */
function checkpointIn(file: string): { latest?: Deployment } | null {
	try {
		const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
			checkpoint?: { latest?: Deployment };
		};
		return checkpoint ?? null;
	} catch {
		return null;
	}
}

function stateFile(stack: string, backend: string): string {
	return join(backend, ".pulumi", "stacks", "holdfast", `${stack}.json`);
}
