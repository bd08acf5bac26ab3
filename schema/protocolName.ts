import { faultName } from "./faultKinds.ts";
import type { RunManifest } from "./run.ts";

/**
 * What was done to the system, by name: `quick (delete-pods)`. Only runs that have this in common
 * are put side by side.
 */
export function protocolName({ protocol }: RunManifest): string {
	const faults = protocol.faults.map(faultName);
	return `${protocol.name} (${faults.length === 0 ? "no faults" : faults.join(", ")})`;
}

const mostNames = 3;

/** The same where there is little room: of many faults only the first few are named. */
export function shortProtocolName({ protocol }: RunManifest): string {
	const faults = protocol.faults.map(faultName);
	if (faults.length === 0) return `${protocol.name} (no faults)`;
	const more = faults.length - mostNames;
	const named = faults.slice(0, mostNames).join(", ");
	return `${protocol.name} (${named}${more > 0 ? ` and ${more} more` : ""})`;
}
