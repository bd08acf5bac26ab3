/**
 * One stack holds the machine at a time, because the node's addresses, control group and state
 * folder are one of a kind. While the process lives that needs the laboratory, nobody else takes it
 * down.
 *
 *     node lease.ts acquire <stack>      prints the lease's id
 *     node lease.ts release <stack>      tears down everything of the stack; fine when there is nothing
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { checkout } from "../../../schema/checkout.ts";
import { backendFolder } from "../../../toolchain/backend.ts";
import { liveLock } from "../../stackLocks.ts";
import { leaseVariable, state, stateFolder, volumesFolder } from "./layout.ts";
import { currentOwner, isOwner, type Owner, ownerText, worksFor } from "./owner.ts";
import { ancestorsOf, isRunning } from "./processes.ts";
import { refuseIfReserved } from "./reservation.ts";
import { teardownLease } from "./teardown.ts";
import { createWhole, readWhole, replaceWhole } from "./wholeFile.ts";

/** A stack, told from others of the same name. */
export interface StackPlace {
	stack: string;
	/** Folder of the checkout that it is brought up from. */
	project: string;
	/** Folder of the local backend that knows it, or the URL of another one. */
	backend: string;
}

export interface Lease extends StackPlace {
	id: string;
	since: string;
	/** Who needs the laboratory, or did. */
	owner: Owner;
}

/** The lease's file isn't whole, as after a loss of power; the message says what to do. */
export class UnknownLease extends Error {
	override name = "UnknownLease";
}

/**
 * Who holds the machine, or null.
 * @throws {UnknownLease} when nobody can tell
 */
export function currentLease(file: string = state.lease): Lease | null {
	const lease = readWhole(file, isLease);
	if (lease !== "damaged") return lease;
	throw new UnknownLease(
		`The lease in ${file} is empty or cut short, so nobody knows whose laboratory is up: "npx holdfast release --force" removes it, whoever's it is.`,
	);
}

/** The backend that a pulumi with these environment variables works with; "" if they name none. */
export function currentBackend({ PULUMI_BACKEND_URL: url }: NodeJS.ProcessEnv = process.env): string {
	return backendFolder(url) ?? url ?? "";
}

/** What holds the machine, in words. */
export function heldSince(lease: Lease): string {
	return `the stack "${lease.stack}" (of ${placeText(lease)}), which has held this machine since ${lease.since}`;
}

/** The one sentence for a user whose stack can't have the machine. */
export function heldBy(lease: Lease, wanted: string): string {
	const { stack, since } = lease;
	const holder = livingHolder(lease);
	return (
		`The stack "${wanted}" can't come up: the stack "${stack}" (of ${placeText(lease)}) has held this machine ` +
		(holder
			? `since ${since}, and ${holder}, is at work with it: wait until that is done, or end it.`
			: `since ${since}. Run "pulumi destroy -s ${stack}" there first, or "npm run release" if that stack is lost.`)
	);
}

/**
 * Who needs the lease's laboratory now, in words: a living process that this one doesn't work for.
 * Null: nobody, so that the stack may be changed or taken down.
 */
export function livingHolder({ owner, stack, backend }: Lease): string | null {
	if (isRunning(owner) && !worksFor(owner)) return ownerText(owner);
	// An engine that changes the stack of a laboratory that another one brought up.
	const lock = backend.startsWith("/") ? liveLock(stack, backend) : undefined;
	if (lock === undefined || lock.hostname !== hostname()) return null;
	return ancestorsOf(process.pid).includes(lock.pid)
		? null
		: ownerText({ pid: lock.pid, command: "pulumi", since: lock.timestamp });
}

/**
 * Why a stack can't have the machine, in one sentence; null when it can, if need be after its own
 * leftovers are gone.
 */
export function leaseProblem(lease: Lease | null, wanted: StackPlace): string | null {
	if (lease === null) return null;
	const own = isOf(lease, wanted) && livingHolder(lease) === null;
	return own ? null : heldBy(lease, wanted.stack);
}

/** Whether it is the stack's lease, and not that of another one of the same name. */
export function isOf(lease: Lease, place: StackPlace): boolean {
	return lease.stack === place.stack && lease.project === place.project && lease.backend === place.backend;
}

/** Where leases are, and what takes a laboratory down. */
export interface Machine {
	folder: string;
	leaseFile: string;
	reservationFile?: string;
	teardown(id: string | null): Promise<void>;
}

const thisMachine: Machine = {
	folder: stateFolder,
	leaseFile: state.lease,
	teardown: teardownLease,
};

/**
 * Takes the machine for a stack; what a killed run of the same stack left is torn down first.
 * @throws Error when another stack holds it, somebody is at work with it, or nobody knows
 */
export async function acquire(
	stack: string,
	project: string,
	backend = currentBackend(),
	machine = thisMachine,
): Promise<Lease> {
	const { folder, leaseFile, teardown } = machine;
	refuseIfReserved(machine.reservationFile);
	const holder = currentLease(leaseFile);
	const problem = leaseProblem(holder, { stack, project, backend });
	if (problem) throw new Error(problem);
	if (holder) await teardown(holder.id);
	const lease: Lease = {
		id: randomUUID(),
		stack,
		project,
		backend,
		since: new Date().toISOString(),
		owner: currentOwner(),
	};
	mkdirSync(folder, { recursive: true, mode: 0o755 });
	if (!createWhole(leaseFile, JSON.stringify(lease))) {
		const other = currentLease(leaseFile);
		throw new Error(
			other ? heldBy(other, stack) : `Another process took ${leaseFile} and left it meanwhile: try again.`,
		);
	}
	return lease;
}

/**
 * Tears down everything of the stack. Another stack's lease is left alone.
 *
 * @param place null: whichever stack it is
 * @param force also where somebody is at work with it, or nobody knows whose it is
 * @throws Error, unless `force`, in those cases
 */
export async function release(place: StackPlace | null, force = false, machine = thisMachine): Promise<void> {
	const holder = leaseOrUnknown(machine.leaseFile, force);
	if (holder === "unknown") return machine.teardown(null);
	if (!holder) {
		// A reboot takes the lease away, but nothing from the disk.
		rmSync(volumesFolder, { recursive: true, force: true });
		return;
	}
	if (place && !isOf(holder, place)) return;
	const atWork = force ? null : livingHolder(holder);
	if (atWork) {
		throw new Error(
			`The stack "${holder.stack}" (of ${placeText(holder)}) isn't torn down, because ${atWork}, is at work with it: wait until that is done, or end it.`,
		);
	}
	await machine.teardown(holder.id);
}

/**
 * Makes whoever this process works for the owner of a laboratory that is up.
 *
 * @param id of the lease that the laboratory was made with; undefined: it has none
 * @throws Error when the laboratory is gone, or somebody else is at work with it
 */
export function holdLease(id: string | undefined, leaseFile: string = state.lease): void {
	if (!id) return;
	const lease = currentLease(leaseFile);
	if (lease?.id !== id) {
		throw new Error('The laboratory that this stack made isn\'t there any more: run "pulumi destroy" on it first.');
	}
	const problem = leaseProblem(lease, lease);
	if (problem) throw new Error(problem);
	replaceWhole(leaseFile, JSON.stringify({ ...lease, owner: currentOwner() }));
}

/**
 * Whether what is up may be taken down by a command of the stack that made the lease `id`, and not
 * one of another stack since.
 * @throws Error when nobody knows whose it is
 */
export function mayTakeDown(
	id: string | undefined = process.env[leaseVariable],
	leaseFile: string = state.lease,
): boolean {
	const lease = currentLease(leaseFile);
	if (lease === null) return true;
	return id ? lease.id === id : livingHolder(lease) === null;
}

function leaseOrUnknown(file: string, force: boolean): Lease | "unknown" | null {
	try {
		return currentLease(file);
	} catch (error) {
		if (force && error instanceof UnknownLease) return "unknown";
		throw error;
	}
}

function placeText({ project, backend }: StackPlace): string {
	return backend === project || backend === "" ? project : `${project}, in the backend ${backend}`;
}

function isLease(value: unknown): value is Lease {
	const lease = (value ?? {}) as Record<string, unknown>;
	return (
		["id", "stack", "project", "backend", "since"].every((key) => typeof lease[key] === "string") &&
		isOwner(lease.owner)
	);
}

if (import.meta.main) {
	const [action, stack, ...others] = process.argv.slice(2);
	try {
		if (process.getuid?.() !== 0) {
			throw new Error(
				'The native platform makes namespaces and network devices: run it as root (for example with "sudo -E").',
			);
		}
		const backend = currentBackend();
		if (action === "acquire" && stack && others.length === 0) {
			console.log((await acquire(stack, checkout, backend)).id);
		} else if (action === "release" && stack && others.length === 0) {
			await release({ stack, project: checkout, backend });
		} else {
			throw new Error(
				`lease.ts: "${process.argv.slice(2).join(" ")}" is neither "acquire <stack>" nor "release <stack>".`,
			);
		}
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}
