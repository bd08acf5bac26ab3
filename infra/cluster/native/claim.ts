/**
 * One stack holds the machine at a time, because the node's addresses, control group and state folder are one of a kind.
 *
 *     node claim.ts acquire <stack>      prints the claim's id
 *     node claim.ts release <stack>      tears down everything of the stack; fine when there is nothing
 *     node claim.ts release --force      the same, whichever stack it is
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { checkout } from "../../../toolchain/cache.ts";
import { state, stateFolder, volumesFolder } from "./layout.ts";
import { teardownClaim } from "./teardown.ts";

export interface Claim {
	id: string;
	stack: string;
	/** Folder of the checkout that the stack was brought up from. */
	project: string;
	since: string;
}

/** Who holds the machine, or null. */
export function currentClaim(): Claim | null {
	try {
		return JSON.parse(readFileSync(state.claim, "utf8")) as Claim;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw error;
	}
}

/** The one sentence for a user whose stack can't have the machine. */
export function heldBy(claim: Claim, wanted: string): string {
	return (
		`The stack "${wanted}" can't come up: the stack "${claim.stack}" (of ${claim.project}) has held this machine ` +
		`since ${claim.since}. Run "pulumi destroy -s ${claim.stack}" there first, or "npm run release" if that stack is lost.`
	);
}

/**
 * Takes the machine for a stack; what a killed run of the same stack left is torn down first.
 * @throws Error when another stack holds it
 */
export async function acquire(stack: string, project: string): Promise<Claim> {
	const holder = currentClaim();
	if (holder && (holder.stack !== stack || holder.project !== project)) {
		throw new Error(heldBy(holder, stack));
	}
	if (holder) await teardownClaim(holder.id);
	const claim: Claim = {
		id: randomUUID(),
		stack,
		project,
		since: new Date().toISOString(),
	};
	mkdirSync(stateFolder, { recursive: true, mode: 0o755 });
	try {
		writeFileSync(state.claim, JSON.stringify(claim), { flag: "wx" });
	} catch (error) {
		const other = currentClaim();
		if (other) throw new Error(heldBy(other, stack));
		throw error;
	}
	return claim;
}

/** Tears down everything of the stack. Another stack's claim is left alone, unless `force`. */
export async function release(
	stack: string | undefined,
	project: string,
	force = false,
): Promise<void> {
	const holder = currentClaim();
	if (!holder) {
		// A reboot takes the claim away, but nothing from the disk.
		rmSync(volumesFolder, { recursive: true, force: true });
		return;
	}
	const own = holder.stack === stack && holder.project === project;
	if (own || force) await teardownClaim(holder.id);
}

if (import.meta.main) {
	const [action, argument = ""] = process.argv.slice(2);
	try {
		if (process.getuid?.() !== 0) {
			throw new Error(
				'The native platform makes namespaces and network devices: run it as root (for example with "sudo -E").',
			);
		}
		if (action === "acquire") {
			console.log((await acquire(argument, checkout)).id);
		} else if (action === "release") {
			await release(argument, checkout, argument === "--force");
		} else {
			throw new Error(`claim.ts: unknown action "${action}".`);
		}
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}
