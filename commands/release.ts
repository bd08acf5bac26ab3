/**
 * Tears down what holds this machine, whichever stack it is, and leaves its Pulumi state as it is:
 * `npx holdfast release`.
 */
import { parseArgs } from "node:util";
import {
	currentLease,
	heldSince,
	type Lease,
	livingHolder,
	release,
	UnknownLease,
} from "../infra/cluster/native/lease.ts";
import { ask } from "./ask.ts";

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { force: { type: "boolean" }, yes: { type: "boolean", short: "y" } },
	});
	if (process.getuid?.() !== 0) {
		throw new Error("A laboratory of this machine is made of namespaces and network devices: run this as root.");
	}
	const { force = false, yes = false } = values;
	const lease = leaseIfKnown(force);
	// While somebody is at work with it, it is refused anyway.
	if (lease !== null && (force || livingHolder(lease) === null)) {
		console.error(`This tears down ${heldSince(lease)}.`);
		if (!yes && !(await agreed())) throw new Error("Nothing was torn down.");
	}
	await release(null, force);
}

/** With `force` also what nobody knows the owner of is torn down. */
function leaseIfKnown(force: boolean): Lease | null {
	try {
		return currentLease();
	} catch (error) {
		if (force && error instanceof UnknownLease) return null;
		throw error;
	}
}

/** Where nobody can answer, the call itself is the answer. */
async function agreed(): Promise<boolean> {
	const answer = await ask("Go on? [y/N]");
	return answer === null || /^y/i.test(answer);
}

try {
	await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
